import type { Database } from "../db/client.ts";
import { actorName, readActorNames } from "./actor-names.repository.ts";
import { readEvents, type AuditPlace, type StoredEvent } from "./audit-log.repository.ts";

/** So many events are looked through for one page, so that a rare filter costs no more than a common one. */
const EVENTS_SEARCHED = 800;
const PAGE_SIZE = 50;

export type AuditFilter = { actor: string | null; action: string | null };
export type AuditRow = {
  /** Epoch milliseconds. */
  at: number;
  actor: string;
  name: string;
  action: string;
  /** What was changed, flat: a name and its value. */
  detail: [name: string, value: string][];
};
export type AuditPage = {
  events: AuditRow[];
  /** Where older ones begin; null at the end of the log. */
  older: AuditPlace | null;
  /** How far back was searched without filling the page; epoch milliseconds. */
  searchedTo: number | null;
  /** Whom and what the filters offer: those of the events that were looked through. */
  actors: [actor: string, name: string][];
  actions: string[];
};

/** A page of a site's audit log, newest first. */
export async function showAuditLog(
  db: Database,
  siteId: string,
  filter: AuditFilter,
  before: AuditPlace | null,
  most = PAGE_SIZE,
): Promise<AuditPage> {
  const searched = await readEvents(db, siteId, before, EVENTS_SEARCHED);
  const matching = searched.filter(
    (event) =>
      (filter.actor === null || event.actor === filter.actor) &&
      (filter.action === null || event.action === filter.action),
  );
  const shown = matching.slice(0, most);
  const isCut = matching.length > shown.length;
  const last = searched.length < EVENTS_SEARCHED ? null : (searched.at(-1) ?? null);
  const actors = [...new Set(searched.map(({ actor }) => actor))];
  const names = await readActorNames(db, siteId, [...actors, filter.actor]);
  const nameOf = (actor: string) => actorName(names, actor);
  return {
    events: shown.map((event) => rowOf(event, nameOf)),
    older: placeOf((isCut ? shown.at(-1) : last) ?? null),
    searchedTo: isCut ? null : (last?.at ?? null),
    actors: actors
      .map((actor): [string, string] => [actor, nameOf(actor)])
      .toSorted(([, a], [, b]) => a.localeCompare(b)),
    actions: [...new Set(searched.map(({ action }) => action))].toSorted(),
  };
}

/** As much of it as one file may hold: what is looked through for a page. */
export function exportAuditLog(
  db: Database,
  siteId: string,
  filter: AuditFilter,
  before: AuditPlace | null,
): Promise<AuditPage> {
  return showAuditLog(db, siteId, filter, before, EVENTS_SEARCHED);
}

function placeOf(event: StoredEvent | null): AuditPlace | null {
  return event === null ? null : { at: event.at, row: event.row };
}

function rowOf(event: StoredEvent, nameOf: (actor: string) => string): AuditRow {
  const { at, actor, action } = event;
  return { at, actor, name: nameOf(actor), action, detail: detailOf(event.detail) };
}

function detailOf(json: string): [string, string][] {
  const detail: unknown = JSON.parse(json);
  if (typeof detail !== "object" || detail === null) return [["", String(detail)]];
  return Object.entries(detail).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}
