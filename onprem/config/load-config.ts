import { readFileSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";

import { parse as parseToml, TomlError } from "smol-toml";
import * as z from "zod";

import { OPTIONAL_KINDS, type OptionalKind } from "../redaction/redaction-kinds.ts";
import type { RecognitionOptions } from "../transcription/recognition-options.ts";
import { configFileSchema, type ConfigFile } from "./config-schema.ts";

/** The configuration is wrong; the message names the setting and says what it must be. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

type FileSource = ConfigFile["source"];
type CommonSource = { stableMs: number; pollMs: number; lostAfterMs: number };
export type FolderSourceConfig = CommonSource & { kind: "folder"; folder: string };
export type VicidialSourceConfig = CommonSource & {
  kind: "vicidial";
  database: {
    host: string;
    port: number;
    socket: string | null;
    name: string;
    user: string;
    password: string;
    statementTimeoutSec: number;
  };
  astguiclientConf: string;
  /** Null: what astguiclient.conf says. */
  serverIps: string[] | "all" | null;
  recordingsFolder: string | null;
  archiveFolder: string;
  originalsKeptMs: number;
  overlapIds: number;
  firstDays: number;
  notAgents: string[];
  http: { enabled: boolean; hosts: string[]; maxBytes: number; timeoutMs: number };
};

/** The configuration as the code uses it: absolute paths, secrets read, milliseconds and bytes. */
export type AgentConfig = {
  site: { id: string; timeZone: string };
  source: FolderSourceConfig | VicidialSourceConfig;
  stateFolder: string;
  minFreeBytes: number;
  edge: { url: string; token: string; confirmAfterMs: number };
  whisper: {
    model: string;
    language: string;
    cpus: number[] | null;
    workers: number | null;
    threads: number | null;
    recognition: RecognitionOptions;
  };
  /** Folder on a server from which models are fetched; null for the hub. */
  modelMirror: string | null;
  night: {
    /** HH:MM on the site's clock. */
    start: string;
    end: string;
    guard: {
      enabled: boolean;
      pauseCpuPercent: number;
      resumeCpuPercent: number;
      pausePressurePercent: number;
      resumePressurePercent: number;
      resumeAfterMs: number;
    };
  };
  /** Campaign or in-group → priority. */
  priorities: ReadonlyMap<string, number>;
  transcriptTextFolder: string | null;
  /** What is taken out of transcripts beside cards' numbers, codes and dates. */
  redact: readonly OptionalKind[];
  /** Whether the sound of calls may be uploaded, when, and how fast. */
  audio: { upload: boolean; when: "night" | "always"; bitsPerSec: number };
  retention: { transcriptDays: number; rowDays: number };
  /** Folder of the queue's backups, null when none is configured, and how many of them stay. */
  backup: { folder: string | null; keep: number };
  metricsTextfile: string | null;
  logLevel: ConfigFile["log"]["level"];
};

const MB = 1024 * 1024;
const CONFIGURATION = "The configuration";

/**
 * Reads the TOML configuration file once. The site token comes from NIGHTSHIFT_SITE_TOKEN, `edge.token_file` or
 * `edge.token`, in that order, the database password likewise. Relative paths are taken from the file's own folder.
 * Throws ConfigError.
 */
export function loadConfig(path: string, env: NodeJS.ProcessEnv): AgentConfig {
  const parsed = configFileSchema.safeParse(parseFile(path));
  if (!parsed.success) {
    throw new ConfigError(`${path} is not right:\n${z.prettifyError(parsed.error)}`);
  }
  const file = parsed.data;
  const folder = dirname(resolve(path));
  const fromFile = (entry: string) => (isAbsolute(entry) ? entry : resolve(folder, entry));
  const optional = (entry: string | undefined) => (entry === undefined ? null : fromFile(entry));
  const token = readSecret({
    fromEnvironment: env.NIGHTSHIFT_SITE_TOKEN,
    file: optional(file.edge.token_file),
    inline: file.edge.token,
    setting: "edge.token_file",
  });
  if (token === null) {
    throw new ConfigError(
      `${path} has no site token. Set NIGHTSHIFT_SITE_TOKEN, or edge.token_file to a file that holds it.`,
    );
  }
  const { guard, start, end } = file.night;
  return {
    site: { id: file.site.id, timeZone: file.site.time_zone },
    source: sourceConfig(file.source, env, fromFile),
    stateFolder: fromFile(file.state.folder),
    minFreeBytes: file.state.min_free_mb * MB,
    edge: {
      url: file.edge.url,
      token,
      confirmAfterMs: file.edge.confirm_after_sec * 1000,
    },
    whisper: {
      model: fromFile(file.whisper.model),
      language: file.whisper.language,
      cpus: file.whisper.cpus ?? null,
      workers: file.whisper.workers ?? null,
      threads: file.whisper.threads ?? null,
      recognition: {
        trimAudioCtx: file.whisper.trim_audio_ctx,
        lowConfidenceBelow: file.whisper.low_confidence_below,
      },
    },
    modelMirror: file.whisper.mirror ?? null,
    night: {
      start,
      end,
      guard: {
        enabled: guard.enabled,
        pauseCpuPercent: guard.pause_cpu_percent,
        resumeCpuPercent: guard.resume_cpu_percent,
        pausePressurePercent: guard.pause_pressure_percent,
        resumePressurePercent: guard.resume_pressure_percent,
        resumeAfterMs: guard.resume_after_sec * 1000,
      },
    },
    priorities: new Map(Object.entries(file.priority.campaigns)),
    transcriptTextFolder: optional(file.transcripts.text_folder),
    redact: OPTIONAL_KINDS.filter((kind) => file.redaction[kind]),
    audio: {
      upload: file.audio.upload,
      when: file.audio.when,
      bitsPerSec: file.audio.max_kbit_per_sec * 1000,
    },
    retention: {
      transcriptDays: file.retention.transcript_days,
      rowDays: file.retention.row_days,
    },
    metricsTextfile: optional(file.metrics.textfile),
    backup: { folder: optional(file.backup.folder), keep: file.backup.keep },
    logLevel: file.log.level,
  };
}

function sourceConfig(
  source: FileSource,
  env: NodeJS.ProcessEnv,
  fromFile: (entry: string) => string,
): AgentConfig["source"] {
  const common = {
    stableMs: source.stable_sec * 1000,
    pollMs: source.poll_sec * 1000,
    lostAfterMs: source.lost_after_sec * 1000,
  };
  if (source.kind === "folder") {
    return { ...common, kind: "folder", folder: fromFile(source.folder) };
  }
  const { database, http } = source;
  const password = readSecret({
    fromEnvironment: env.NIGHTSHIFT_DB_PASSWORD,
    file: database.password_file === undefined ? null : fromFile(database.password_file),
    inline: database.password,
    setting: "source.database.password_file",
  });
  return {
    ...common,
    kind: "vicidial",
    database: {
      host: database.host,
      port: database.port,
      socket: database.socket ?? null,
      name: database.name,
      user: database.user,
      // A user that is known by its Unix socket has no password.
      password: password ?? "",
      statementTimeoutSec: database.statement_timeout_sec,
    },
    astguiclientConf: fromFile(source.astguiclient_conf),
    serverIps: source.server_ips ?? null,
    recordingsFolder:
      source.recordings_folder === undefined ? null : fromFile(source.recordings_folder),
    archiveFolder: fromFile(source.archive_folder),
    originalsKeptMs: source.originals_kept_hours * 60 * 60 * 1000,
    overlapIds: source.overlap_ids,
    firstDays: source.first_days,
    notAgents: source.not_agents,
    http: {
      enabled: http.enabled,
      hosts: http.hosts,
      maxBytes: http.max_mb * MB,
      timeoutMs: http.timeout_sec * 1000,
    },
  };
}

function readSecret(from: {
  fromEnvironment: string | undefined;
  file: string | null;
  inline: string | undefined;
  /** The setting that names the file. */
  setting: string;
}): string | null {
  const secret =
    from.fromEnvironment ??
    (from.file === null ? from.inline : readText(from.file, from.setting).trim());
  return secret === undefined || secret === "" ? null : secret;
}

function parseFile(path: string): unknown {
  const text = readText(path, CONFIGURATION);
  try {
    return parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only the first line of the message: the rest quotes the file, which may hold a secret.
    const [what] = error.message.split("\n");
    throw new ConfigError(`${path} is not TOML, line ${error.line}: ${what}`);
  }
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${what} cannot be read: ${reason}.${readAdvice(error, what)}`);
  }
}

function readAdvice(error: unknown, what: string): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EACCES") {
    return " It holds secrets: run the command with sudo, or as the user that Nightshift runs as.";
  }
  if (code === "ENOENT" && what === CONFIGURATION) {
    return " `sudo nightshift install` writes one; another file is named with --config or NIGHTSHIFT_CONFIG.";
  }
  return "";
}
