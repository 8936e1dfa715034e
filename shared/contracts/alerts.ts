import * as z from "zod";

/* Digests and alerts of a site: what its admins set, what goes where, what is wrong now, and what was sent. */

export const alertTopicSchema = z.enum(["daily", "weekly", "alerts"]);
export type AlertTopic = z.infer<typeof alertTopicSchema>;

const ORIGIN =
  /^(https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http:\/\/(localhost|127(\.\d{1,3}){3}))(:\d{1,5})?\/*$/i;

/** Where the dashboard is reached, for links in messages: an origin. Without https only on this machine. */
const publicUrlSchema = z
  .string()
  .trim()
  .max(200)
  .regex(ORIGIN, "the dashboard's https address, such as https://qa.example.com")
  .overwrite((text) => text.toLowerCase().replace(/\/+$/, ""));

const ADDRESS = /^[^\s@<>",;:()[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}$/;

/** `qa@example.com` or `Nightshift <qa@example.com>`. */
const senderSchema = z
  .string()
  .trim()
  .max(200)
  .refine((text) => {
    const named = /^([\p{L}\p{N} .'&-]{1,80}) <([^<>]+)>$/u.exec(text);
    return ADDRESS.test(named?.[2] ?? text);
  }, "an address such as qa@example.com, or Nightshift <qa@example.com>");

const hourSchema = z.int().min(0).max(23);

export const alertSettingsSchema = z.strictObject({
  /** Null: messages have no links. */
  public_url: publicUrlSchema.nullable(),
  /** Who e-mails come from; its domain must be verified at Resend. Null: no e-mail is sent. */
  sender: senderSchema.nullable(),
  /** The hour of the site's clock from which the day before is reported on, and on Mondays the week. */
  digest_hour: hourSchema,
  daily_on: z.boolean(),
  weekly_team_on: z.boolean(),
  /** Every agent with an e-mail address gets their own week. */
  weekly_agents_on: z.boolean(),
  /** Whether messages have the judge's summaries of calls, which may quote them. */
  with_texts: z.boolean(),
  auto_fail_on: z.boolean(),
  /** Auto-fails of one kind are told of at most this often; what comes in between is told of together. */
  auto_fail_cool_down_min: z.int().min(1).max(10_080),
  /** What goes on being wrong is told of again after so long. */
  pipeline_cool_down_min: z.int().min(15).max(10_080),
  agent_silent_on: z.boolean(),
  agent_silent_min: z.int().min(10).max(1440),
  no_transcripts_on: z.boolean(),
  no_transcripts_hour: hourSchema,
  backlog_on: z.boolean(),
  backlog_days: z.int().min(2).max(7),
  backlog_min_calls: z.int().min(1).max(1_000_000),
  quota_on: z.boolean(),
  disk_on: z.boolean(),
  disk_below_gb: z.number().min(0.1).max(10_000),
});
export type AlertSettings = z.infer<typeof alertSettingsSchema>;

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  public_url: null,
  sender: null,
  digest_hour: 8,
  daily_on: true,
  weekly_team_on: true,
  weekly_agents_on: false,
  with_texts: false,
  auto_fail_on: true,
  auto_fail_cool_down_min: 60,
  pipeline_cool_down_min: 720,
  agent_silent_on: true,
  agent_silent_min: 30,
  no_transcripts_on: true,
  no_transcripts_hour: 9,
  backlog_on: true,
  backlog_days: 3,
  backlog_min_calls: 50,
  quota_on: true,
  disk_on: true,
  disk_below_gb: 5,
};

/** Body of `PATCH /api/qa/alert-settings`: what is to change; all that is left out stays as it is. */
export const alertSettingsChangeSchema = alertSettingsSchema
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one setting");
export type AlertSettingsChange = z.infer<typeof alertSettingsChangeSchema>;

/** The least of a message to send on: an empty list would be a channel that is never used. */
const topicsSchema = z.array(alertTopicSchema).min(1, "choose at least one").max(3);
const labelSchema = z.string().trim().min(1).max(80);

/** Body of `POST /api/admin/alert-channels`. */
export const newChannelSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("email"),
    label: labelSchema,
    address: z.string().trim().max(254).regex(ADDRESS, "an e-mail address").toLowerCase(),
    topics: topicsSchema,
  }),
  z.strictObject({
    kind: z.literal("slack"),
    label: labelSchema,
    address: z.string().trim().min(1).max(500),
    topics: topicsSchema,
  }),
  z.strictObject({
    kind: z.literal("webhook"),
    label: labelSchema,
    address: z.string().trim().min(1).max(500),
    topics: topicsSchema,
  }),
]);
export type NewChannel = z.infer<typeof newChannelSchema>;
export type ChannelKind = NewChannel["kind"];

/** A channel without its secrets: of a webhook's address only the host is shown. */
export const channelRowSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(["email", "slack", "webhook"]),
  label: z.string(),
  shown_address: z.string(),
  topics: z.array(alertTopicSchema),
  created_at: z.iso.datetime(),
});
export const channelRowsSchema = z.array(channelRowSchema);
export type ChannelRow = z.infer<typeof channelRowSchema>;

/** The secret is in this answer and nowhere else; null for what is not signed. */
export const createdChannelSchema = z.strictObject({
  ...channelRowSchema.shape,
  secret: z.string().nullable(),
});
export type CreatedChannel = z.infer<typeof createdChannelSchema>;

/** A row of `GET /api/qa/alerts`. */
export const alertRowSchema = z.strictObject({
  rule: z.string(),
  name: z.string(),
  state: z.enum(["firing", "resolved"]),
  since: z.iso.datetime(),
  announced_at: z.iso.datetime().nullable(),
  detail: z.string(),
});
export const alertRowsSchema = z.array(alertRowSchema);
export type AlertRow = z.infer<typeof alertRowSchema>;
