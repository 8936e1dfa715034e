import type { Database } from "../db/client.ts";
import { actorName, readActorNames } from "./actor-names.repository.ts";
import {
  readViews,
  readViewsOfCall,
  type StoredView,
  type ViewCursor,
} from "./transcript-views.repository.ts";

export type ReadingLog = {
  views: (StoredView & { name: string })[];
  /** Where older ones begin; null at the end, and for one call, of which only the newest are shown. */
  older: ViewCursor | null;
};

/** Who read the words of which call, the newest hour first; of one call where one is named. */
export async function showViews(
  db: Database,
  siteId: string,
  call: string | null,
  before: ViewCursor | null,
  limit: number,
): Promise<ReadingLog> {
  const views =
    call === null
      ? await readViews(db, siteId, before, limit)
      : await readViewsOfCall(db, siteId, call, limit);
  const names = await readActorNames(
    db,
    siteId,
    views.map(({ actor }) => actor),
  );
  return {
    views: views.map((view) => ({ ...view, name: actorName(names, view.actor) })),
    older: call === null && views.length === limit ? (views.at(-1) ?? null) : null,
  };
}
