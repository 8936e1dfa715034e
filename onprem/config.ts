import { readFileSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";

import { parse as parseToml, TomlError } from "smol-toml";
import * as z from "zod";

/** The configuration is wrong; the message names the setting and says what it must be. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const timeZoneSchema = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}, "an IANA time zone such as Europe/London");

const DAY_SEC = 24 * 60 * 60;

const fileSchema = z.strictObject({
  site: z.strictObject({ id: z.string().min(1).max(64), time_zone: timeZoneSchema }),
  source: z.strictObject({
    kind: z.literal("folder"),
    folder: z.string().min(1),
    /** A file is finished when its size has not changed and it was not written to for this long. */
    stable_sec: z.number().nonnegative().default(600),
    /** How long a recording whose file is gone is looked for before it counts as lost. */
    lost_after_sec: z
      .number()
      .nonnegative()
      .default(3 * DAY_SEC),
  }),
  state: z.strictObject({ folder: z.string().min(1) }),
  edge: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    /** Better given as NIGHTSHIFT_SITE_TOKEN or token_file. */
    token: z.string().min(1).optional(),
    token_file: z.string().min(1).optional(),
  }),
  whisper: z.strictObject({
    model: z.string().min(1),
    language: z
      .string()
      .regex(/^[a-z]{2,3}$/, "an ISO 639 code such as en")
      .default("en"),
    /** CPUs for transcription; by default the upper half, and never CPU 0. */
    cpus: z.array(z.int().nonnegative()).min(1).optional(),
    workers: z.int().min(1).max(64).default(1),
  }),
});

export type AgentConfig = {
  site: { id: string; timeZone: string };
  source: { folder: string; stableSec: number; lostAfterSec: number };
  stateFolder: string;
  edge: { url: string; token: string };
  whisper: { model: string; language: string; cpus: number[] | null; workers: number };
};

/**
 * Reads the TOML configuration file once. The site token comes from NIGHTSHIFT_SITE_TOKEN, `edge.token_file` or
 * `edge.token`, in that order. Relative paths are taken from the file's own folder. Throws ConfigError.
 */
export function loadConfig(path: string, env: NodeJS.ProcessEnv): AgentConfig {
  const parsed = fileSchema.safeParse(parseFile(path));
  if (!parsed.success) {
    throw new ConfigError(`${path} is not right:\n${z.prettifyError(parsed.error)}`);
  }
  const file = parsed.data;
  const folder = dirname(resolve(path));
  const fromFile = (entry: string) => (isAbsolute(entry) ? entry : resolve(folder, entry));
  const token =
    env.NIGHTSHIFT_SITE_TOKEN ??
    (file.edge.token_file === undefined
      ? file.edge.token
      : readText(fromFile(file.edge.token_file), "edge.token_file").trim());
  if (token === undefined || token === "") {
    throw new ConfigError(
      `${path} has no site token. Set NIGHTSHIFT_SITE_TOKEN, or edge.token_file to a file that holds it.`,
    );
  }
  return {
    site: { id: file.site.id, timeZone: file.site.time_zone },
    source: {
      folder: fromFile(file.source.folder),
      stableSec: file.source.stable_sec,
      lostAfterSec: file.source.lost_after_sec,
    },
    stateFolder: fromFile(file.state.folder),
    edge: { url: file.edge.url, token },
    whisper: {
      model: fromFile(file.whisper.model),
      language: file.whisper.language,
      cpus: file.whisper.cpus ?? null,
      workers: file.whisper.workers,
    },
  };
}

function parseFile(path: string): unknown {
  const text = readText(path, "the configuration");
  try {
    return parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) throw new ConfigError(`${path} is not TOML: ${error.message}`);
    throw error;
  }
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${what} cannot be read: ${reason}`);
  }
}
