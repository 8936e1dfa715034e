import { formatDay, formatDuration, formatInstant, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import type { RoundCall } from "./round-calls.repository.ts";
import { callPath, roundPath } from "./round-paths.ts";
import { RoundReport } from "./round-report.tsx";
import type { RoundView } from "./round-view.usecase.ts";
import { agentOf } from "./round-words.ts";
import { managesRounds, Progress } from "./rounds.page.tsx";

/** A round: what is left to mark while it is open, and how far everybody agrees once it is closed. */
export function RoundPage({
  view,
  viewer,
  notice,
}: {
  view: RoundView;
  viewer: Viewer;
  notice: string | null;
}) {
  const { round, next, report } = view;
  return (
    <Layout
      title="Calibration round"
      section="calibration"
      viewer={viewer}
      includesSamples={view.calls.some((call) => call.isSample)}
    >
      <p class="crumb">
        <a href="/calibration">Calibration</a>
      </p>
      <div class="page-head">
        <div class="page-title">
          <h1>
            <bdi>{round.name}</bdi>
          </h1>
          <p class="lead">
            {plural(round.calls, "call")}, marked by {round.scorecard.name}, version{" "}
            {round.scorecard.version} · {whenOf(view, viewer)}
          </p>
        </div>
        {next !== null && (
          <a class="button" href={callPath(round.id, next)} data-key="n">
            Mark the next call <kbd>n</kbd>
          </a>
        )}
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {report === null ? (
        <OpenRound view={view} viewer={viewer} />
      ) : (
        <RoundReport view={view} report={report} viewer={viewer} />
      )}
    </Layout>
  );
}

function whenOf({ round }: RoundView, viewer: Viewer): string {
  if (round.closedAt !== null) return `closed ${formatInstant(round.closedAt, viewer.timeZone)}`;
  return round.dueDate === null ? "open" : `open, due ${formatDay(round.dueDate)}`;
}

function OpenRound({ view, viewer }: { view: RoundView; viewer: Viewer }) {
  const { round, calls, own, isRater } = view;
  const marked = new Set(own.map(({ recordingId }) => recordingId));
  const isComplete = round.raters.every((rater) => rater.marked >= round.calls);
  return (
    <>
      <section class="panel" aria-labelledby="progress-heading">
        <h2 id="progress-heading">Who has marked how many</h2>
        <Progress raters={round.raters} calls={round.calls} viewer={viewer} />
        {managesRounds(viewer) && (
          <form method="post" action={`${roundPath(round.id)}/close`} class="close-round">
            <button class={isComplete ? "button" : "button button-quiet"} type="submit">
              Close the round and show everything
            </button>
            <span class="hint">
              {isComplete
                ? "Everybody is done."
                : "Not everybody is done; nobody can mark after this."}
            </span>
          </form>
        )}
      </section>
      {isRater ? (
        <section aria-labelledby="calls-heading">
          <h2 id="calls-heading">Your calls</h2>
          <table class="call-table round-calls">
            <thead>
              <tr>
                <th scope="col" class="number">
                  No.
                </th>
                <th scope="col">Agent</th>
                <th scope="col">Call</th>
                <th scope="col">Your marks</th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <tr>
                  <td class="number">{call.position}</td>
                  <td>
                    <a class="row-link clamp" href={callPath(round.id, call.recordingId)}>
                      <bdi>{agentOf(call)}</bdi>
                    </a>
                    <span class="sub">{call.campaignId ?? "no campaign"}</span>
                  </td>
                  <td>
                    <When call={call} viewer={viewer} />
                  </td>
                  <td>{marked.has(call.recordingId) ? "Sent" : <strong>To mark</strong>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <p class="notice">
          You are none of this round's raters: the marks are shown to you once it is closed.
        </p>
      )}
    </>
  );
}

function When({ call, viewer }: { call: RoundCall; viewer: Viewer }) {
  return (
    <>
      {formatInstant(call.startedAt, viewer.timeZone)}
      <span class="sub">{formatDuration(call.durationSec)}</span>
    </>
  );
}
