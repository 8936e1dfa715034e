import {
  formatDay,
  formatPeriod,
  formatShare,
  formatWeekday,
  plural,
} from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { SOLID_FROM_CALLS } from "../dashboard/trend.ts";
import { MOST_PHRASES, MOST_TRACKERS } from "./trackers.repository.ts";
import type { CountedDay, TrackersView, TrackerView } from "./view-trackers.usecase.ts";

/** The phrases a site counts, day by day. */
export function TrackersPage({
  view,
  viewer,
  editing,
  notice,
}: {
  view: TrackersView;
  viewer: Viewer;
  /** The id of the tracker whose form is open; null for none. */
  editing: string | null;
  notice: string | null;
}) {
  const mayChange = viewer.person?.role === "admin" || viewer.person?.role === "manager";
  return (
    <Layout title="Topic trackers" section="trackers" viewer={viewer} includesSamples={false}>
      <p class="crumb">
        <a href="/calls">Calls</a>
      </p>
      <div class="page-head">
        <div>
          <h1>Topic trackers</h1>
          <p class="lead">{formatPeriod(view.period)} · in how many calls a phrase is said</p>
        </div>
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {view.trackers.length === 0 && (
        <div class="empty">
          <h2>Nothing is tracked yet</h2>
          <p>
            A tracker counts the calls in which one of its phrases is said: a competitor's name,
            “cancel my contract”, a new product.{" "}
            {mayChange
              ? "Make the first one below; calls whose words are still kept are counted as well."
              : "A manager can make one here."}
          </p>
        </div>
      )}
      {view.trackers.map((tracker) => (
        <TrackerPanel
          tracker={tracker}
          mayChange={mayChange}
          isEditing={mayChange && tracker.id === editing}
        />
      ))}
      {mayChange && view.trackers.length < MOST_TRACKERS && (
        <section class="panel" aria-labelledby="new-tracker">
          <h2 id="new-tracker">New tracker</h2>
          <TrackerForm action="/trackers" tracker={null} />
        </section>
      )}
    </Layout>
  );
}

function TrackerPanel({
  tracker,
  mayChange,
  isEditing,
}: {
  tracker: TrackerView;
  mayChange: boolean;
  isEditing: boolean;
}) {
  const heading = `tracker-${tracker.id}`;
  const path = `/trackers/${tracker.id}`;
  return (
    <section class="panel" aria-labelledby={heading}>
      <div class="panel-head">
        <h2 id={heading}>
          <bdi>{tracker.name}</bdi>
        </h2>
        {mayChange && !isEditing && (
          <a href={`/trackers?edit=${tracker.id}#${heading}`}>
            Change<span class="hidden"> {tracker.name}</span>
          </a>
        )}
      </div>
      <p class="tracker-phrases">
        {tracker.phrases.map((phrase) => (
          <q>{phrase}</q>
        ))}
      </p>
      <p class="tracker-sum">
        <strong>{formatShare(tracker.found, tracker.searched)}</strong>{" "}
        <span class="sub">
          {tracker.found} of {plural(tracker.searched, "call")} whose words were looked through
          {tracker.isBehind && "; more are still to be looked through"}
        </span>
      </p>
      <Sparkline tracker={tracker} />
      <DayTable tracker={tracker} />
      {isEditing && (
        <>
          <TrackerForm action={path} tracker={tracker} />
          <form method="post" action={`${path}/delete`} class="tracker-delete">
            <button class="button button-danger" type="submit">
              Delete this tracker and its counts
            </button>
          </form>
        </>
      )}
    </section>
  );
}

const WIDTH = 600;
const HEIGHT = 64;

const isThin = ({ searched }: CountedDay) => searched < SOLID_FROM_CALLS;
const share = ({ found, searched }: CountedDay) => (searched === 0 ? 0 : found / searched);

/** The share of each day's calls, against the highest day that has enough of them; days with few are hollow, and cut off there. */
function Sparkline({ tracker }: { tracker: TrackerView }) {
  const { days } = tracker;
  const solid = days.filter((day) => !isThin(day) && day.found > 0);
  const counted = solid.length > 0 ? solid : days;
  const highest = Math.max(...counted.map(share));
  const step = WIDTH / days.length;
  const title = `spark-${tracker.id}`;
  const best = counted.find((day) => share(day) === highest);
  return (
    <figure>
      <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`} role="img" aria-labelledby={title}>
        <title id={title}>
          {highest === 0 || best === undefined
            ? `${tracker.name}: found on none of the last ${days.length} days`
            : `${tracker.name} by day; most on ${formatWeekday(best.date)}, ${formatShare(best.found, best.searched)} of the calls`}
        </title>
        {days.map((day, at) => {
          const height = highest === 0 ? 0 : Math.min(1, share(day) / highest) * HEIGHT;
          return (
            height > 0 && (
              <rect
                class={isThin(day) ? "spark-thin" : "spark-bar"}
                x={(at * step + 2).toFixed(1)}
                y={(HEIGHT - height).toFixed(1)}
                width={(step - 4).toFixed(1)}
                height={height.toFixed(1)}
              />
            )
          );
        })}
        <line class="baseline" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        <text class="axis" x="0" y={HEIGHT + 14}>
          {formatDay(days[0]?.date ?? "")}
        </text>
        <text class="axis" x={WIDTH} y={HEIGHT + 14} text-anchor="end">
          {formatDay(days.at(-1)?.date ?? "")}
        </text>
      </svg>
      {highest > 0 && best !== undefined && (
        <figcaption class="sub">
          {`The highest ${solid.length > 0 ? "full " : ""}bar is ${formatShare(best.found, best.searched)}, on ${formatWeekday(best.date)}. `}
          {days.some((day) => isThin(day) && day.found > 0) &&
            `Hollow bars have fewer than ${SOLID_FROM_CALLS} calls behind them.`}
        </figcaption>
      )}
    </figure>
  );
}

function DayTable({ tracker }: { tracker: TrackerView }) {
  const counted = tracker.days.filter(({ searched }) => searched > 0).toReversed();
  if (counted.length === 0)
    return <p class="quiet">No call of these days has been looked through yet.</p>;
  return (
    <details class="data-table">
      <summary>
        Show by day<span class="hidden">, {tracker.name}</span>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" class="number">
              Calls with it
            </th>
            <th scope="col" class="number">
              Of
            </th>
            <th scope="col" class="number">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {counted.map((day) => (
            <tr>
              <th scope="row">
                <a
                  href={`/calls?${new URLSearchParams({ from: day.date, to: day.date, tracker: tracker.id }).toString()}`}
                >
                  {formatWeekday(day.date)}
                </a>
              </th>
              <td class="number">{day.found}</td>
              <td class="number">{day.searched}</td>
              <td class="number">{formatShare(day.found, day.searched)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function TrackerForm({ action, tracker }: { action: string; tracker: TrackerView | null }) {
  return (
    <form method="post" action={action} class="form tracker-form">
      <label class="field">
        <span>Name</span>
        <input type="text" name="name" maxlength={60} required value={tracker?.name ?? ""} />
      </label>
      <label class="field">
        <span>Phrases, one a line, {MOST_PHRASES} at most</span>
        <textarea name="phrases" required maxlength={2000}>
          {tracker?.phrases.join("\n") ?? ""}
        </textarea>
      </label>
      <p class="hint">
        A call counts when any of them is said within a line of its transcript, in whatever case,
        also as part of a longer word.{" "}
        {tracker !== null && "With other phrases it is counted anew."}
      </p>
      <button class="button" type="submit">
        {tracker === null ? "Begin to count" : "Save"}
      </button>
    </form>
  );
}
