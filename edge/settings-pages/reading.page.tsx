import type { ReadingLog } from "../audit/transcript-views.usecase.ts";
import { formatInstant } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

export type ReadingView = ReadingLog & {
  /** The one call that is asked for; null for all. */
  call: string | null;
  isFirst: boolean;
  olderHref: string | null;
  csvHref: string;
};

/** Who read the words of which call: once for each of them, call and hour. */
export function ReadingPage({ view, viewer }: { view: ReadingView; viewer: Viewer }) {
  return (
    <SettingsFrame
      tab="audit"
      title="Transcripts read"
      lead="Who read the words of which call, or listened to it: one line for each of them, call and hour."
      viewer={viewer}
    >
      <div class="panel-head">
        <form class="filters" method="get" action="/settings/reading">
          <label>
            Call
            <input name="call" value={view.call ?? ""} maxlength={64} placeholder="recording id" />
          </label>
          <button class="button" type="submit">
            Show
          </button>
        </form>
        <span class="page-actions">
          <a href="/settings/audit">Changes</a>
          {viewer.person?.role === "admin" && <a href={view.csvHref}>As CSV</a>}
        </span>
      </div>
      {view.views.length === 0 ? (
        <div class="empty">
          <h2>Nothing was read</h2>
          <p>
            Whoever opens a call, finds words in it or listens to a clip comes here by themselves.
          </p>
        </div>
      ) : (
        <section class="panel" aria-label="Transcripts read">
          <table class="stacked">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">Call</th>
                <th scope="col">Where</th>
                <th scope="col">Listened</th>
              </tr>
            </thead>
            <tbody>
              {view.views.map(({ at, name, recordingId, place, listenedAt }) => (
                <tr>
                  <td>{formatInstant(at, viewer.timeZone)}</td>
                  <td>
                    <bdi>{name}</bdi>
                  </td>
                  <th scope="row">
                    <a
                      href={`/settings/reading?${new URLSearchParams({ call: recordingId }).toString()}`}
                    >
                      <bdi>{recordingId}</bdi>
                    </a>
                  </th>
                  <td>{place}</td>
                  <td data-label="Listened">
                    {listenedAt === null ? "–" : formatInstant(listenedAt, viewer.timeZone)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <nav aria-label="Pages" class="pager">
        {!view.isFirst && <a href="/settings/reading">Newest</a>}
        {view.olderHref !== null && <a href={view.olderHref}>Older</a>}
      </nav>
    </SettingsFrame>
  );
}
