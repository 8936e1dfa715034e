import * as z from "zod";

import { agentVersionsSchema } from "./agent-versions.ts";
import { audioDaysSchema, audioUploadSchema } from "./audio.ts";
import { recordingUrlSchema } from "./recording-url.ts";

/** An ISO 639 code that Whisper knows, or `auto` to have it recognised. */
const languageSchema = z
  .string()
  .regex(/^(auto|[a-z]{2,3})$/, "an ISO 639 code such as en, or auto");
const minCallSecSchema = z.number().nonnegative().max(3600);
/**
 * How long the edge keeps the texts of calls (transcripts, judges' raw answers) unless a site says otherwise. `npm run
 * bench:edge` shows what each number of days takes of a database.
 */
export const DEFAULT_TRANSCRIPT_DAYS = 30;
/** 0: for ever. */
const transcriptDaysSchema = z.int().min(0).max(36_500);

/** Scores are kept at least so long: a quarter, and no score goes that may still be disputed. */
export const LEAST_SCORE_DAYS = 90;
/** 0: for ever. */
const scoreDaysSchema = z
  .int()
  .max(36_500)
  .refine((days) => days === 0 || days >= LEAST_SCORE_DAYS, `0, or at least ${LEAST_SCORE_DAYS}`);

/** Entries of the audit log are kept at least so long, so that nobody hides by it what they did. */
export const LEAST_AUDIT_DAYS = 90;
const auditDaysSchema = z
  .int()
  .max(36_500)
  .refine((days) => days === 0 || days >= LEAST_AUDIT_DAYS, `0, or at least ${LEAST_AUDIT_DAYS}`);

/**
 * Who reads telephone numbers whole: managers and admins; reviewers as well; everybody, agents and tokens included; or nobody.
 * Everybody else sees the last two digits.
 */
export const numbersShownToSchema = z.enum(["nobody", "managers", "staff", "everybody"]);
export type NumbersShownTo = z.infer<typeof numbersShownToSchema>;

const initialPromptSchema = z.string().trim().min(1).max(1000);

/** For how many days after its own an agent may acknowledge or dispute a score; 0: not at all. */
const disputeDaysSchema = z.int().min(0).max(90);

/** What one campaign or in-group has otherwise than its site; null where it is as for the site. */
export const campaignSettingsSchema = z.strictObject({
  campaign_id: z.string().trim().min(1).max(64),
  min_call_sec: minCallSecSchema.nullable().default(null),
  language: languageSchema.nullable().default(null),
  initial_prompt: initialPromptSchema.nullable().default(null),
});
export type CampaignSettings = z.infer<typeof campaignSettingsSchema>;

const campaignsSchema = z
  .array(campaignSettingsSchema)
  .max(100)
  .refine(
    (campaigns) => new Set(campaigns.map((one) => one.campaign_id)).size === campaigns.length,
    "each campaign once",
  );

/** Answer of `GET /ingest/settings`: what the edge decides for a site. */
export const siteSettingsSchema = z.object({
  site_id: z.string(),
  time_zone: z.string(),
  /** Recordings shorter than this are skipped as `too_short`. */
  min_call_sec: z.number().nonnegative(),
  language: z.string(),
  /** Company and product names, given to the recogniser as context; null for none. */
  initial_prompt: z.string().nullable(),
  campaigns: campaignsSchema.optional(),
  /** Left out by edges that do not know of it. */
  agent_versions: agentVersionsSchema.optional(),
});
export type SiteSettings = z.infer<typeof siteSettingsSchema>;

/** Answer of `GET /api/qa/settings`. */
export const settingsAnswerSchema = z.strictObject({
  site_id: z.string(),
  name: z.string(),
  /** IANA name. Fixed once the site exists: the dates of all its calls depend on it. */
  time_zone: z.string(),
  min_call_sec: z.number().nonnegative(),
  language: z.string(),
  initial_prompt: z.string().nullable(),
  campaigns: campaignsSchema,
  /** So many days after they were received, texts are removed and scores stay; 0 is never. */
  transcript_days: transcriptDaysSchema,
  /** Quotes, reasons and summaries of scores, and judges' raw answers; null: they go with the text. */
  quote_days: transcriptDaysSchema.nullable(),
  raw_answer_days: transcriptDaysSchema.nullable(),
  /** So many days after a call its score goes, with its transcript and what people said of it; 0 is never. */
  score_days: scoreDaysSchema,
  /** 0 is never. */
  audit_days: auditDaysSchema,
  numbers_shown_to: numbersShownToSchema,
  dispute_days: disputeDaysSchema,
  /** Where a call's recording is played from, and where ViciDial has it: templates of recording-url.ts; null for nowhere. */
  audio_url: z.string().nullable(),
  vicidial_url: z.string().nullable(),
  /** Of which calls the agent uploads the sound, and for how many days it is kept. */
  audio_upload: audioUploadSchema,
  audio_days: audioDaysSchema,
});
export type SettingsAnswer = z.infer<typeof settingsAnswerSchema>;

/** Body of `PATCH /api/qa/settings`: what is to change; all that is left out stays as it is. */
export const settingsChangeSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    /** Null: as the scorecard says. */
    min_call_sec: minCallSecSchema.nullable(),
    language: languageSchema,
    initial_prompt: initialPromptSchema.nullable(),
    campaigns: campaignsSchema,
    /** Null: as it is by itself. What was removed does not come back. */
    transcript_days: transcriptDaysSchema.nullable(),
    /** Null: with the text. */
    quote_days: transcriptDaysSchema.nullable(),
    raw_answer_days: transcriptDaysSchema.nullable(),
    /** Not shorter than what goes with a score is kept. What was removed does not come back. */
    score_days: scoreDaysSchema,
    audit_days: auditDaysSchema,
    numbers_shown_to: numbersShownToSchema,
    dispute_days: disputeDaysSchema,
    /** Null: none. */
    audio_url: recordingUrlSchema.nullable(),
    vicidial_url: recordingUrlSchema.nullable(),
    /** Off has everything deleted that was uploaded. */
    audio_upload: audioUploadSchema,
    audio_days: audioDaysSchema,
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one setting");
export type SettingsChange = z.infer<typeof settingsChangeSchema>;
