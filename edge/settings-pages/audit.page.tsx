import type { AuditFilter, AuditPage } from "../audit/audit-log.usecase.ts";
import { formatInstant } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

export type AuditView = {
  log: AuditPage;
  filter: AuditFilter;
  isFirst: boolean;
  /** Addresses of the older events and of the file. */
  olderHref: string | null;
  csvHref: string;
};

/** Who changed what, newest first. Nothing but age takes an event out of it. */
export function AuditPageView({ view, viewer }: { view: AuditView; viewer: Viewer }) {
  const { log, filter } = view;
  const isFiltered = filter.actor !== null || filter.action !== null;
  return (
    <SettingsFrame
      tab="audit"
      title="Audit log"
      lead="Who changed what, newest first. Nothing can be taken out of it; Settings, Privacy says how long it is kept."
      viewer={viewer}
    >
      <div class="panel-head">
        <form class="filters" method="get" action="/settings/audit">
          <label>
            By
            <select name="actor">
              <option value="">Everybody</option>
              {log.actors.map(([actor, name]) => (
                <option value={actor} selected={actor === filter.actor}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            What
            <select name="action">
              <option value="">Everything</option>
              {log.actions.map((action) => (
                <option value={action} selected={action === filter.action}>
                  {wordsOf(action)}
                </option>
              ))}
            </select>
          </label>
          <button class="button" type="submit">
            Show
          </button>
        </form>
        <span class="page-actions">
          <a href="/settings/reading">Transcripts read</a>
          {viewer.person?.role === "admin" && <a href={view.csvHref}>As CSV</a>}
        </span>
      </div>
      {log.events.length === 0 ? (
        <div class="empty">
          <h2>{isFiltered ? "Nothing like this" : "Nothing was changed yet"}</h2>
          <p>
            {log.searchedTo === null
              ? "Changes of scorecards, settings, people and tokens come here by themselves."
              : `Nothing back to ${formatInstant(log.searchedTo, viewer.timeZone)}; there may be some before.`}
          </p>
          {isFiltered && (
            <p>
              <a class="button" href="/settings/audit">
                Show everything
              </a>
            </p>
          )}
        </div>
      ) : (
        <section class="panel" aria-label="Changes">
          <table class="stacked audit-table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Details</th>
              </tr>
            </thead>
            <tbody>
              {log.events.map((event) => (
                <tr>
                  <td>{formatInstant(event.at, viewer.timeZone)}</td>
                  <td>
                    <bdi>{event.name}</bdi>
                  </td>
                  <th scope="row">{wordsOf(event.action)}</th>
                  <td>
                    <ul class="audit-detail">
                      {event.detail.map(([name, value]) => (
                        <li>
                          <span class="quiet">{name.replaceAll("_", " ")}</span>{" "}
                          <bdi class="clamp">{value}</bdi>
                        </li>
                      ))}
                    </ul>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <nav aria-label="Pages" class="pager">
        {!view.isFirst && <a href="/settings/audit">Newest</a>}
        {view.olderHref !== null && <a href={view.olderHref}>Older</a>}
      </nav>
    </SettingsFrame>
  );
}

/** `sign_in_link.create` is `sign in link: create`. */
function wordsOf(action: string): string {
  return action.replaceAll("_", " ").replace(".", ": ");
}
