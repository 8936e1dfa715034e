import { Bar } from "../dashboard/components/bar.tsx";
import { formatDay, formatInstant, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { roundPath } from "./round-paths.ts";
import type { ListedRound, Rater } from "./rounds.repository.ts";

export type RoundsView = {
  rounds: readonly ListedRound[];
  isCut: boolean;
  /** The site's date. */
  today: string;
};

export function managesRounds(viewer: Viewer): boolean {
  return viewer.person?.role === "admin" || viewer.person?.role === "manager";
}

/** All rounds, open ones first, with who has marked how much. */
export function RoundsPage({ view, viewer }: { view: RoundsView; viewer: Viewer }) {
  const mayMake = managesRounds(viewer);
  return (
    <Layout title="Calibration" section="calibration" viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div class="page-title">
          <h1>Calibration</h1>
          <p class="lead">
            Several people mark the same calls without seeing each other's marks, then compare.{" "}
            <a href="/agreement">Agreement in everyday reviews</a>
          </p>
        </div>
        {mayMake && view.rounds.length > 0 && <NewRoundLink />}
      </div>
      {view.rounds.length === 0 ? (
        <div class="empty">
          <h2>No rounds yet</h2>
          <p>
            A round is up to thirty calls that everybody chosen marks by the same scorecard, blind.
            It shows where people read the scorecard differently, and how near the judge comes.
          </p>
          {mayMake ? (
            <p>
              <NewRoundLink />
            </p>
          ) : (
            <p>A manager makes rounds; those you are asked to mark appear here.</p>
          )}
        </div>
      ) : (
        <table class="call-table rounds">
          <thead>
            <tr>
              <th scope="col">Round</th>
              <th scope="col">State</th>
              <th scope="col">Marked</th>
            </tr>
          </thead>
          <tbody>
            {view.rounds.map((round) => (
              <tr>
                <td>
                  <a class="row-link" href={roundPath(round.id)}>
                    <bdi>{round.name}</bdi>
                  </a>
                  <span class="sub">
                    {plural(round.calls, "call")} · made{" "}
                    {formatInstant(round.createdAt, viewer.timeZone)}
                  </span>
                </td>
                <td>
                  <RoundState round={round} today={view.today} />
                </td>
                <td>
                  <Progress raters={round.raters} calls={round.calls} viewer={viewer} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {view.isCut && (
        <p class="table-note">The newest {view.rounds.length} rounds are shown; older ones stay.</p>
      )}
    </Layout>
  );
}

function NewRoundLink() {
  return (
    <a class="button" href="/calibration/new" data-key="c">
      New round <kbd>c</kbd>
    </a>
  );
}

function RoundState({ round, today }: { round: ListedRound; today: string }) {
  if (round.state === "closed") return <span class="badge">Closed</span>;
  const isLate = round.dueDate !== null && round.dueDate < today;
  return (
    <>
      <span class="badge">Open</span>
      {round.dueDate !== null && (
        <span class="sub">
          {isLate ? "was due" : "due"} {formatDay(round.dueDate)}
        </span>
      )}
    </>
  );
}

/** Who has marked how many of the calls. */
export function Progress({
  raters,
  calls,
  viewer,
}: {
  raters: readonly Rater[];
  calls: number;
  viewer: Viewer;
}) {
  return (
    <ul class="progress">
      {raters.map((rater) => (
        <li>
          <span class="progress-name">
            <bdi>{rater.name}</bdi>
            {rater.personId === viewer.person?.id && " (you)"}
          </span>
          <Bar share={calls === 0 ? 0 : rater.marked / calls} tone="accent" />
          <span class="number">
            {rater.marked} of {calls}
          </span>
        </li>
      ))}
    </ul>
  );
}
