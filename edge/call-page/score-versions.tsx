import { Score } from "../dashboard/components/score.tsx";
import { formatDollars, formatInstant } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { isBuiltIn, providerName } from "../dashboard/wording.ts";
import { MOST_VERSIONS, type ScoreVersion } from "./call-surroundings.repository.ts";

type Props = { path: string; versions: readonly ScoreVersion[]; shown: number; viewer: Viewer };

/** Says that the page shows a score that no longer counts. */
export function OlderVersionNotice({ path, versions, shown, viewer }: Props) {
  const older = versions.find(({ version }) => version === shown);
  const current = versions.find(({ isCurrent }) => isCurrent);
  if (older === undefined || older.isCurrent) return null;
  return (
    <p class="notice" role="note">
      <strong>Version {older.version} of this score,</strong> of{" "}
      {formatInstant(older.createdAt, viewer.timeZone)}. It is shown to be read;{" "}
      {current === undefined ? (
        "no version counts now."
      ) : (
        <>
          version {current.version} counts. <a href={path}>Show what counts</a>
        </>
      )}
    </p>
  );
}

/** Every score a call ever had, where it had more than the one that its record tells of. */
export function ScoreVersions({ path, versions, shown, viewer }: Props) {
  if (versions.length < 2) return null;
  return (
    <section class="panel" aria-labelledby="versions-heading">
      <h2 id="versions-heading">Versions of this score</h2>
      <div class="scroll" tabindex={0} role="group" aria-label="Versions of this score">
        <table class="compare">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Total</th>
              <th scope="col">Scorecard</th>
              <th scope="col">Judged by</th>
              <th scope="col">Prompt</th>
              <th scope="col">Scored</th>
              <th scope="col" class="number">
                Cost
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map((one) => (
              <tr>
                <th scope="row">
                  {one.version === shown ? (
                    <span aria-current="true">{one.version}, shown</span>
                  ) : (
                    <a href={one.isCurrent ? path : `${path}?version=${one.version}`}>
                      {one.version}
                    </a>
                  )}
                  {one.isCurrent && <span class="sub">counts</span>}
                </th>
                <td>
                  <Score total={one.total} isFlagged={one.flagged} />
                  {one.flagged && <span class="sub">flagged</span>}
                </td>
                <td>
                  {one.scorecardId}, version {one.scorecardVersion}
                </td>
                <td>
                  {providerName(one.provider)}
                  {!isBuiltIn(one.provider) && <span class="sub">{one.model}</span>}
                </td>
                <td>{one.promptVersion}</td>
                <td>{formatInstant(one.createdAt, viewer.timeZone)}</td>
                <td class="number">{formatDollars(one.costUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {versions.length === MOST_VERSIONS && (
        <p class="table-note">The newest {MOST_VERSIONS} are listed.</p>
      )}
    </section>
  );
}
