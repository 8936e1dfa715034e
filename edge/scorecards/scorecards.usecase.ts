import {
  DEFAULT_SCORECARD_ID,
  type AssignmentRow,
  type NewAssignment,
  type NewScorecard,
  type ScorecardAnswer,
  type ScorecardRow,
} from "#shared/contracts/scorecards.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { Scorecard, ScorecardContent } from "#shared/scorecard/scorecard.ts";

import type { Doer } from "../admin/tokens.usecase.ts";
import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import {
  assignVersion,
  insertCard,
  listAssignments,
  listVersions,
  MAX_ASSIGNMENTS,
  MAX_VERSIONS,
  publishVersion,
  readVersion,
  removeAssignment,
  retireVersion,
  saveDraft,
  type SeenVersion,
  type StoredVersion,
} from "./scorecards.repository.ts";

/** Every version of every card of a site, the default one first. */
export async function listScorecards(db: Database, siteId: string): Promise<ScorecardRow[]> {
  return [DEFAULT, ...(await listVersions(db, siteId))].map(rowOf);
}

/**
 * One version of a card, the newest unless it is named.
 *
 * @throws AppError 404
 */
export async function showScorecard(
  db: Database,
  siteId: string,
  id: string,
  version: number | null,
): Promise<ScorecardAnswer> {
  const found = await findVersion(db, siteId, id, version);
  return { ...rowOf(found), content: found.content };
}

/**
 * A version as a judge is given it, whatever state it is in.
 *
 * @throws AppError 404
 */
export async function readScorecard(
  db: Database,
  siteId: string,
  id: string,
  version: number,
): Promise<{ scorecard: Scorecard; state: StoredVersion["state"] }> {
  const found = await findVersion(db, siteId, id, version);
  return { scorecard: { id, version: found.version, ...found.content }, state: found.state };
}

/**
 * Makes a card; what it holds is its first draft.
 *
 * @throws AppError 404 when there is nothing to copy, 409 when there is a card by this id
 */
export async function createScorecard(
  db: Database,
  siteId: string,
  { id, content, copy_of, name }: NewScorecard,
  by: Doer,
): Promise<ScorecardAnswer> {
  const source =
    copy_of === undefined ? null : await findVersion(db, siteId, copy_of.id, copy_of.version);
  const chosen = content ?? source?.content;
  if (chosen === undefined) throw new Error("neither content nor copy_of");
  const wanted = name === undefined ? chosen : { ...chosen, name };
  const copiedFrom = copy_of === undefined ? null : `${copy_of.id}/${copy_of.version}`;
  const card = { id, content: wanted, copiedFrom };
  const event = eventOf(by, "scorecard.create", { id, copied_from: copiedFrom });
  if (!(await insertCard(db, siteId, card, event))) {
    throw (await readVersion(db, siteId, id, null)) === null
      ? noRoom()
      : conflict(`There is a scorecard ${id} already; save a draft of it, or choose another id.`);
  }
  return showScorecard(db, siteId, id, 1);
}

/**
 * Saves a card's draft; after a published version that is the next one.
 *
 * @throws AppError 404, 409 for the default card, and with the code NEWER_DRAFT when the card is no longer as it was `seen`
 */
export async function editScorecard(
  db: Database,
  siteId: string,
  id: string,
  content: ScorecardContent,
  by: Doer,
  seen: SeenVersion | null = null,
): Promise<ScorecardAnswer> {
  refuseDefault(id);
  await findVersion(db, siteId, id, null);
  const event = eventOf(by, "scorecard.save", { id, name: content.name });
  if (!(await saveDraft(db, siteId, id, content, event, seen))) {
    const { version, updatedAt } = await findVersion(db, siteId, id, null);
    const isAsSeen = seen === null || (version === seen.version && updatedAt === seen.updatedAt);
    throw isAsSeen ? noRoom() : changedMeanwhile(id);
  }
  return showScorecard(db, siteId, id, null);
}

/**
 * Publishes a draft, which from then on never changes; with `seenAt` (epoch milliseconds) only as it was saved then.
 *
 * @throws AppError 404, 409 when the version is no draft, or was saved again since
 */
export async function publishScorecard(
  db: Database,
  siteId: string,
  id: string,
  version: number,
  by: Doer,
  seenAt: number | null = null,
): Promise<ScorecardAnswer> {
  refuseDefault(id);
  const event = eventOf(by, "scorecard.publish", { id, version });
  if (!(await publishVersion(db, siteId, id, version, event, seenAt))) {
    const { state } = await findVersion(db, siteId, id, version);
    if (state === "draft") throw changedMeanwhile(id);
    throw conflict(`${id} version ${version} is ${state}; only a draft can be published.`);
  }
  return showScorecard(db, siteId, id, version);
}

/**
 * Retires a version, or gives a draft up.
 *
 * @throws AppError 404, 409 when it is retired already or assigned
 */
export async function retireScorecard(
  db: Database,
  siteId: string,
  id: string,
  version: number,
  by: Doer,
): Promise<ScorecardAnswer> {
  refuseDefault(id);
  const event = eventOf(by, "scorecard.retire", { id, version });
  if (!(await retireVersion(db, siteId, id, version, event))) {
    const { state } = await findVersion(db, siteId, id, version);
    const holders = (await listAssignments(db, siteId))
      .filter((one) => one.scorecardId === id && one.version === version)
      .map(({ campaignId }) => (campaignId === "" ? "the site" : campaignId));
    throw conflict(
      holders.length === 0
        ? `${id} version ${version} is ${state} already.`
        : `${id} version ${version} judges ${holders.join(", ")}; assign another there first.`,
    );
  }
  return showScorecard(db, siteId, id, version);
}

/** Which version judges the site's calls, and which those of campaigns that have one of their own. */
export async function showAssignments(db: Database, siteId: string): Promise<AssignmentRow[]> {
  const stored = await listAssignments(db, siteId);
  const rows = stored.map((one) => ({
    campaign_id: one.campaignId === "" ? null : one.campaignId,
    scorecard_id: one.scorecardId,
    version: one.version ?? defaultScorecard.version,
    name: one.name ?? defaultScorecard.name,
    assigned_at: new Date(one.assignedAt).toISOString(),
    assigned_by: one.assignedBy,
  }));
  if (rows.some((row) => row.campaign_id === null)) return rows;
  const byDefault = {
    campaign_id: null,
    scorecard_id: defaultScorecard.id,
    version: defaultScorecard.version,
    name: defaultScorecard.name,
    assigned_at: null,
    assigned_by: null,
  };
  return [byDefault, ...rows];
}

/**
 * Assigns a published version, or the default card, or takes an assignment away.
 *
 * @throws AppError 404, 409 when the version is not published
 */
export async function assignScorecard(
  db: Database,
  siteId: string,
  { campaign_id, scorecard_id, version }: NewAssignment,
  by: Doer,
): Promise<AssignmentRow[]> {
  const campaignId = campaign_id ?? "";
  const event = eventOf(by, "scorecard.assign", {
    campaign_id,
    scorecard_id,
    version: version ?? null,
  });
  // without an assignment the site goes by the default card
  const isRemoval =
    scorecard_id === null || (campaignId === "" && scorecard_id === DEFAULT_SCORECARD_ID);
  if (isRemoval) {
    await removeAssignment(db, siteId, campaignId, event);
    return showAssignments(db, siteId);
  }
  const assignment = { campaignId, scorecardId: scorecard_id, version: version ?? null };
  if (!(await assignVersion(db, siteId, assignment, event))) {
    const { state } = await findVersion(db, siteId, scorecard_id, version ?? null);
    throw conflict(
      state === "published"
        ? `${MAX_ASSIGNMENTS} campaigns have a scorecard of their own; take one away first.`
        : `${scorecard_id} version ${version} is ${state}; only a published version can be assigned.`,
    );
  }
  return showAssignments(db, siteId);
}

const { id: _id, version: _version, ...DEFAULT_CONTENT } = defaultScorecard;
type AnyVersion = Omit<StoredVersion, "createdAt" | "createdBy" | "updatedAt"> & {
  createdAt: number | null;
  createdBy: string | null;
  updatedAt: number | null;
};
const DEFAULT: AnyVersion = {
  scorecardId: defaultScorecard.id,
  version: defaultScorecard.version,
  state: "published",
  content: DEFAULT_CONTENT,
  copiedFrom: null,
  createdAt: null,
  createdBy: null,
  updatedAt: null,
  publishedAt: null,
  publishedBy: null,
  retiredAt: null,
  retiredBy: null,
};

async function findVersion(
  db: Database,
  siteId: string,
  id: string,
  version: number | null,
): Promise<AnyVersion> {
  const found =
    id === DEFAULT_SCORECARD_ID
      ? version === null || version === DEFAULT.version
        ? DEFAULT
        : null
      : await readVersion(db, siteId, id, version);
  if (found !== null) return found;
  const named = version === null ? id : `${id} version ${version}`;
  throw notFound(`This site has no scorecard ${named}.`);
}

function rowOf(version: AnyVersion): ScorecardRow {
  const { content } = version;
  return {
    scorecard_id: version.scorecardId,
    version: version.version,
    name: content.name,
    state: version.state,
    built_in: version.scorecardId === DEFAULT_SCORECARD_ID,
    criteria: content.criteria.length,
    auto_fails: content.auto_fails.length,
    flag_below: content.flag_below,
    min_call_sec: content.min_call_sec,
    copied_from: version.copiedFrom,
    created_at: isoOrNull(version.createdAt),
    created_by: version.createdBy,
    updated_at: isoOrNull(version.updatedAt),
    published_at: isoOrNull(version.publishedAt),
    published_by: version.publishedBy,
    retired_at: isoOrNull(version.retiredAt),
    retired_by: version.retiredBy,
  };
}

function refuseDefault(id: string): void {
  if (id === DEFAULT_SCORECARD_ID) {
    throw conflict(
      "The default scorecard comes with Nightshift and stays as it is; copy it instead.",
    );
  }
}

/** 409: what is asked for does not fit how things stand. */
export function conflict(message: string): AppError {
  return new AppError({ code: "conflict", status: 409, message });
}

/** The code of the error that says: somebody else changed this card meanwhile. */
export const NEWER_DRAFT = "newer_draft";

function changedMeanwhile(id: string): AppError {
  return new AppError({
    code: NEWER_DRAFT,
    status: 409,
    message: `Somebody changed the scorecard ${id} meanwhile; look at what it holds now, then go on.`,
  });
}

function noRoom(): AppError {
  return conflict(`A site may have ${MAX_VERSIONS} versions of scorecards, and has them.`);
}

function eventOf({ actor, nowMs }: Doer, action: string, detail: Record<string, unknown>) {
  return { atMs: nowMs, actor, action, detail };
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
