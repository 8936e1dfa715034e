import { eq, sql, type InferInsertModel } from "drizzle-orm";
import * as z from "zod";

import {
  campaignSettingsSchema,
  DEFAULT_TRANSCRIPT_DAYS,
  type SettingsAnswer,
  type SettingsChange,
} from "#shared/contracts/settings.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { auditInsert, type AuditEvent } from "../audit/audit.repository.ts";
import { site } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { listAssignments, type StoredAssignment } from "../scorecards/scorecards.repository.ts";

const campaignsSchema = z.array(campaignSettingsSchema);

/** A site's settings as they were set: `min_call_sec` is null where the scorecards say it. Null when there is no such site. */
export type StoredSettings = Omit<SettingsAnswer, "min_call_sec"> & { min_call_sec: number | null };

export async function readStoredSettings(
  db: Database,
  siteId: string,
): Promise<StoredSettings | null> {
  const [row] = await db.select().from(site).where(eq(site.id, siteId));
  if (row === undefined) return null;
  return {
    site_id: row.id,
    name: row.name,
    time_zone: row.timeZone,
    min_call_sec: row.minCallSec,
    language: row.language,
    initial_prompt: row.initialPrompt,
    campaigns: campaignsSchema.parse(JSON.parse(row.campaignSettings)),
    dispute_days: row.disputeDays,
    transcript_days: row.transcriptDays ?? DEFAULT_TRANSCRIPT_DAYS,
    quote_days: row.quoteDays,
    raw_answer_days: row.rawAnswerDays,
    score_days: row.scoreDays,
    audit_days: row.auditDays,
    numbers_shown_to: row.numbersShownTo,
    audio_url: row.audioUrl,
    vicidial_url: row.vicidialUrl,
    audio_upload: row.audioUpload,
    audio_days: row.audioDays,
  };
}

/** A site's settings as they hold, defaults included; null when there is no such site. */
export async function readSiteSettings(
  db: Database,
  siteId: string,
): Promise<SettingsAnswer | null> {
  const stored = await readStoredSettings(db, siteId);
  if (stored === null) return null;
  const min_call_sec =
    stored.min_call_sec ??
    minimumOfSite(await listAssignments(db, siteId)) ??
    defaultScorecard.min_call_sec;
  return { ...stored, min_call_sec };
}

/** What the card says that the site as a whole is judged by; null when that is the default one. */
export function minimumOfSite(assignments: readonly StoredAssignment[]): number | null {
  return assignments.find(({ campaignId }) => campaignId === "")?.minCallSec ?? null;
}

/** Changes what is named and writes it into the audit log, in one batch. */
export async function changeSiteSettings(
  db: Database,
  siteId: string,
  change: SettingsChange,
  event: AuditEvent,
): Promise<void> {
  const values: Partial<InferInsertModel<typeof site>> = {
    name: change.name,
    minCallSec: change.min_call_sec,
    language: change.language,
    initialPrompt: change.initial_prompt,
    disputeDays: change.dispute_days,
    campaignSettings: change.campaigns === undefined ? undefined : JSON.stringify(change.campaigns),
    transcriptDays: change.transcript_days,
    quoteDays: change.quote_days,
    rawAnswerDays: change.raw_answer_days,
    scoreDays: change.score_days,
    auditDays: change.audit_days,
    numbersShownTo: change.numbers_shown_to,
    audioUrl: change.audio_url,
    vicidialUrl: change.vicidial_url,
    audioUpload: change.audio_upload,
    audioDays: change.audio_days,
  };
  await db.batch([
    // Drizzle leaves out what is undefined.
    db
      .update(site)
      .set({ ...values, ...placesAfter(change) })
      .where(eq(site.id, siteId)),
    auditInsert(db, siteId, event),
  ]);
}

/**
 * Where removal goes on when something gets days of its own, or goes with the text again: never past what is not removed yet.
 * An UPDATE reads the row as it was before.
 */
function placesAfter({ quote_days, raw_answer_days }: SettingsChange) {
  if (quote_days === undefined && raw_answer_days === undefined) return {};
  const quotes = sql`iif(${site.quoteDays} is null, ${site.textsRemovedTo}, ${site.quotesRemovedTo})`;
  const raw = sql`iif(${site.rawAnswerDays} is null, ${site.textsRemovedTo}, ${site.rawAnswersRemovedTo})`;
  const places = { quotesRemovedTo: quotes, rawAnswersRemovedTo: raw };
  const back = [
    ...(quote_days === null ? [quotes] : []),
    ...(raw_answer_days === null ? [raw] : []),
  ];
  if (back.length === 0) return places;
  return {
    ...places,
    textsRemovedTo: sql`min(${sql.join([site.textsRemovedTo, ...back], sql`, `)})`,
  };
}
