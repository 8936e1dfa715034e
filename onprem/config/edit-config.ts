import {
  closeSync,
  copyFileSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { parse as parseToml } from "smol-toml";

import { configFileSchema } from "./config-schema.ts";
import { ConfigError } from "./load-config.ts";

/**
 * Sets numbers in a table of a TOML file by changing or adding their lines; every other line stays as it is, comments
 * too. Throws ConfigError when the result would not say just that, as where the table is written in a line of its own.
 */
export function withSettings(
  text: string,
  section: string,
  settings: Readonly<Record<string, number>>,
): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => isHeader(line, section));
  const byHand = () =>
    new ConfigError(
      `The file is written in another way than \`nightshift install\` writes it. Set by hand in [${section}]: ${Object.entries(
        settings,
      )
        .map(([name, value]) => `${name} = ${value}`)
        .join(", ")}.`,
    );
  if (start === -1) throw byHand();
  for (const [name, value] of Object.entries(settings)) {
    const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
    const end = next === -1 ? lines.length : next;
    const within = (pattern: RegExp) =>
      lines.findIndex((line, index) => index > start && index < end && pattern.test(line));
    const set = within(new RegExp(String.raw`^\s*${name}\s*=`));
    if (set !== -1) {
      lines[set] = (lines[set] ?? "").replace(/=\s*[^#\s]+/, `= ${value}`);
      continue;
    }
    const example = within(new RegExp(String.raw`^\s*#\s*${name}\s*=`));
    lines.splice((example === -1 ? start : example) + 1, 0, `${name} = ${value}`);
  }
  const changed = lines.join(newline);
  if (!saysJustThat(text, changed, section, settings)) throw byHand();
  return changed;
}

function isHeader(line: string, section: string): boolean {
  return new RegExp(String.raw`^\s*\[\s*${section}\s*\]\s*(#.*)?$`).test(line);
}

function saysJustThat(
  before: string,
  after: string,
  section: string,
  settings: Readonly<Record<string, number>>,
): boolean {
  try {
    const was: unknown = parseToml(before)[section];
    if (typeof was !== "object" || was === null) return false;
    const expected = { ...parseToml(before), [section]: { ...was, ...settings } };
    const is = parseToml(after);
    return isDeepStrictEqual(plain(is), plain(expected)) && configFileSchema.safeParse(is).success;
  } catch {
    return false;
  }
}

/** smol-toml's tables have no prototype. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/**
 * Writes settings into a configuration file, after a copy of it in `backupFolder`; returns the copy's path. The file is
 * written in place, since its folder may belong to somebody else and its owner and mode must stay. Throws ConfigError.
 */
export function writeSettings(
  configPath: string,
  section: string,
  settings: Readonly<Record<string, number>>,
  backupFolder: string,
  now: Date,
): string {
  const changed = withSettings(readFileSync(configPath, "utf8"), section, settings);
  const stamp = now.toISOString().slice(0, 19).replaceAll(":", "");
  const backup = join(backupFolder, `${basename(configPath)}.${stamp}`);
  try {
    mkdirSync(backupFolder, { recursive: true, mode: 0o750 });
    copyFileSync(configPath, backup);
    overwrite(configPath, changed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${configPath} was not changed: ${reason}. Run the command with sudo.`);
  }
  return backup;
}

/** Never leaves an empty file, whenever it is interrupted. */
function overwrite(path: string, text: string): void {
  const content = Buffer.from(text);
  const file = openSync(path, "r+");
  try {
    for (let at = 0; at < content.length;) at += writeSync(file, content, at, undefined, at);
    ftruncateSync(file, content.length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
