import * as z from "zod";

import { DEFAULT_RECOGNITION } from "../transcription/recognition-options.ts";
import { leavesInPlainHttp } from "./plain-http.ts";

/*
 * The configuration file, section by section, as an owner writes it. Every setting that is not needed has a default that
 * suits a ViciDial host; `nightshift install` writes the file with each of them explained.
 */

const HOUR_SEC = 60 * 60;
const DAY_SEC = 24 * HOUR_SEC;

const text = z.string().min(1);
const percent = z.number().min(0).max(100);

const timeZoneSchema = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}, "an IANA time zone such as Europe/London");

const siteSchema = z.strictObject({ id: text.max(64), time_zone: timeZoneSchema });

const edgeSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }),
    /** Transcripts and the token then cross the network for everybody on the way to read. */
    allow_plain_http: z.boolean().default(false),
    /** Better given as NIGHTSHIFT_SITE_TOKEN or token_file. */
    token: text.optional(),
    token_file: text.optional(),
    /** How long after a delivery the edge is asked whether it really has the transcript. */
    confirm_after_sec: z.number().min(1).max(86_400).default(180),
  })
  .refine((edge) => edge.allow_plain_http || !leavesInPlainHttp(edge.url), {
    path: ["url"],
    message:
      "transcripts and the site token would leave this host unencrypted: give an https address, or set allow_plain_http = true in [edge] if the way there is protected otherwise",
  });

const anySource = {
  /** A file is finished when its size has not changed and it was not written to for this long. */
  stable_sec: z.number().nonnegative().default(600),
  /** How often `watch` looks. */
  poll_sec: z.number().min(1).max(3600).default(60),
};

const folderSourceSchema = z.strictObject({
  kind: z.literal("folder"),
  folder: text,
  ...anySource,
  /** How long a recording whose file is gone is looked for before it counts as lost. */
  lost_after_sec: z
    .number()
    .nonnegative()
    .default(3 * DAY_SEC),
});

const vicidialSourceSchema = z.strictObject({
  kind: z.literal("vicidial"),
  ...anySource,
  lost_after_sec: z
    .number()
    .nonnegative()
    .default(5 * DAY_SEC),
  database: z
    .strictObject({
      host: text.default("127.0.0.1"),
      port: z.int().min(1).max(65_535).default(3306),
      /** A Unix socket instead of host and port. */
      socket: text.optional(),
      name: text.default("asterisk"),
      user: text.default("nightshift"),
      /** Better given as NIGHTSHIFT_DB_PASSWORD or password_file. */
      password: text.optional(),
      password_file: text.optional(),
      statement_timeout_sec: z.number().min(0.1).max(30).default(2),
    })
    .prefault({}),
  /** Where ViciDial says which address and folders this host has. */
  astguiclient_conf: text.default("/etc/astguiclient.conf"),
  /** Hosts whose recordings lie here: addresses as in recording_log.server_ip, or "all". Default: this host's own. */
  server_ips: z.union([z.literal("all"), z.array(text).min(1)]).optional(),
  /** Default: PATHDONEmonitor of astguiclient.conf. */
  recordings_folder: text.optional(),
  archive_folder: text.default("/home/archive/RECORDINGS"),
  /** How long the lossless copies in ORIG are kept before a cron job of the host removes them. */
  originals_kept_hours: z.number().positive().default(48),
  /** Ids below the newest known one that are looked at again: several servers' ids are not in time order. */
  overlap_ids: z.int().min(0).max(20_000).default(1000),
  /** On its first start the agent takes recordings of so many past days. */
  first_days: z.number().min(0).max(365).default(1),
  /** Users of recording_log that are no people, beside those that ViciDial itself uses. */
  not_agents: z.array(text).default([]),
  http: z
    .strictObject({
      /** Fetch a recording from its `location` when it lies in none of the folders. */
      enabled: z.boolean().default(true),
      /** Hosts that may be asked beside those in ViciDial's `servers` table. */
      hosts: z.array(text).default([]),
      max_mb: z.number().positive().max(2048).default(200),
      timeout_sec: z.number().positive().max(600).default(60),
    })
    .prefault({}),
});

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day on the site's clock such as 22:00");

const nightSchema = z
  .strictObject({
    /** Site time. The end may lie before the start: then the night goes across midnight. */
    start: clockTime.default("22:00"),
    end: clockTime.default("07:00"),
    guard: z
      .strictObject({
        enabled: z.boolean().default(true),
        /** Utilisation of the cores that are left to production. */
        pause_cpu_percent: percent.default(70),
        resume_cpu_percent: percent.default(50),
        /** Share of time in which something other than Nightshift waits for a CPU, memory or disk. */
        pause_pressure_percent: percent.default(20),
        resume_pressure_percent: percent.default(10),
        /** How long everything must have been calm before work goes on. */
        resume_after_sec: z.number().min(0).max(3600).default(30),
      })
      .refine((guard) => guard.resume_cpu_percent <= guard.pause_cpu_percent, {
        path: ["resume_cpu_percent"],
        message: "must not lie above pause_cpu_percent",
      })
      .refine((guard) => guard.resume_pressure_percent <= guard.pause_pressure_percent, {
        path: ["resume_pressure_percent"],
        message: "must not lie above pause_pressure_percent",
      })
      .prefault({}),
  })
  .refine((night) => night.start !== night.end, {
    path: ["end"],
    message: "must differ from start; for the whole day take 00:00 and 23:59",
  })
  .prefault({});

const prioritySchema = z
  .strictObject({
    /** Campaign or in-group → priority; higher is transcribed first, what is not listed has 0. */
    campaigns: z.record(text, z.int().min(-100).max(100)).default({}),
  })
  .prefault({});

/** What is taken out of transcripts beside card numbers, security codes and expiry dates, which always are. */
const redactionSchema = z
  .strictObject({
    bank_account: z.boolean().default(true),
    sort_code: z.boolean().default(true),
    national_id: z.boolean().default(true),
    email: z.boolean().default(true),
    phone: z.boolean().default(false),
    /** Account, order and reference numbers of fewer than 13 digits. */
    reference: z.boolean().default(false),
  })
  .prefault({});

export const configFileSchema = z.strictObject({
  site: siteSchema,
  source: z.discriminatedUnion("kind", [folderSourceSchema, vicidialSourceSchema]),
  state: z.strictObject({
    folder: text,
    /** Nothing new is transcribed or fetched while the disk has less room than this. */
    min_free_mb: z.number().nonnegative().default(500),
  }),
  edge: edgeSchema,
  whisper: z.strictObject({
    model: text,
    language: z
      .string()
      .regex(/^(auto|[a-z]{2,3})$/, "an ISO 639 code such as en, or auto")
      .default("en"),
    /** CPUs for transcription; by default the upper half, and never CPU 0. */
    cpus: z.array(z.int().nonnegative()).min(1).optional(),
    /** Default: one for each CPU, or for each `threads` of them. */
    workers: z.int().min(1).max(64).optional(),
    threads: z.int().min(1).max(64).optional(),
    trim_audio_ctx: z.boolean().default(DEFAULT_RECOGNITION.trimAudioCtx),
    low_confidence_below: z.number().min(0).max(1).default(DEFAULT_RECOGNITION.lowConfidenceBelow),
    /** Where `nightshift model pull` fetches models instead of Hugging Face: a folder's address. */
    mirror: z
      .url({ protocol: /^https?$/ })
      .refine((address) => address.endsWith("/"), "a folder's address, with / at its end")
      .optional(),
  }),
  night: nightSchema,
  priority: prioritySchema,
  transcripts: z
    .strictObject({
      /** Transcripts are also kept here as YYYY-MM-DD/<recording_id>.txt; none when left out. */
      text_folder: text.optional(),
    })
    .prefault({}),
  redaction: redactionSchema,
  audio: z
    .strictObject({
      /** Whether sound may leave this host at all; whose, the site's settings at the edge say. Both are needed. */
      upload: z.boolean().default(false),
      when: z.enum(["night", "always"]).default("night"),
      max_kbit_per_sec: z.number().min(64).max(1_000_000).default(1000),
    })
    .prefault({}),
  retention: z
    .strictObject({
      transcript_days: z.number().min(1).max(3650).default(90),
      /** Rows of finished recordings, without their transcripts. */
      row_days: z.number().min(1).max(3650).default(365),
    })
    .prefault({}),
  backup: z
    .strictObject({
      /** Where `nightshift backup` puts copies of the queue, and a timer does every day; none when left out. */
      folder: text.optional(),
      /** So many copies stay there. */
      keep: z.int().min(1).max(9999).default(14),
      /** Site time; the night is a bad time, for disks as for cores. */
      at: clockTime.default("12:30"),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      /** Prometheus text file for node_exporter's textfile collector; none when left out. */
      textfile: text.optional(),
    })
    .prefault({}),
  log: z
    .strictObject({ level: z.enum(["debug", "info", "warn", "error"]).default("info") })
    .prefault({}),
});
export type ConfigFile = z.infer<typeof configFileSchema>;
