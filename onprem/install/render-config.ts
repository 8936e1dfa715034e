import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse as parseToml } from "smol-toml";
import * as z from "zod";

import { configFileSchema, type ConfigFile } from "../config/config-schema.ts";
import type { Layout } from "./layout.ts";
import { InstallError } from "./step.ts";

const TEMPLATES = join(import.meta.dirname, "templates");

/** What a site has to say; everything else has a default. */
export type SiteAnswers = {
  siteId: string;
  timeZone: string;
  edgeUrl: string;
  source: "vicidial" | "folder";
  /** For a folder source it is needed; for ViciDial null means what astguiclient.conf says. */
  recordings: string | null;
};

/** The configuration file with every setting explained. `modelName` is the model's file in the models folder. */
export function renderConfig(answers: SiteAnswers, layout: Layout, modelName: string): string {
  const { recordings } = answers;
  const values: Record<string, string> = {
    SITE_ID: toml(answers.siteId),
    TIME_ZONE: toml(answers.timeZone),
    STATE: toml(layout.state),
    EDGE_URL: toml(answers.edgeUrl),
    MODEL: toml(`${layout.models}/${modelName}`),
    TRANSCRIPTS: toml(layout.transcripts),
    RECORDINGS: toml(recordings ?? ""),
    RECORDINGS_FOLDER:
      recordings === null
        ? '# recordings_folder = "/var/spool/asterisk/monitorDONE"'
        : `recordings_folder = ${toml(recordings)}`,
  };
  const source = fill(template(`source-${answers.source}.toml`), values);
  return fill(template("nightshift.toml"), { ...values, SOURCE: source });
}

/** The templates are TOML themselves: a placeholder is a string, or a comment that stands for whole lines. */
function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(
    /"@([A-Z_]+)@"|^# @([A-Z_]+)@$/gm,
    (placeholder, word?: string, lines?: string) => values[word ?? lines ?? ""] ?? placeholder,
  );
}

/** Parses a configuration's text as the agent will, secrets left aside. Throws InstallError. */
export function parseConfig(text: string, name: string): ConfigFile {
  let parsed: unknown;
  try {
    parsed = parseToml(text);
  } catch (error) {
    const [what] = error instanceof Error ? error.message.split("\n") : [String(error)];
    throw new InstallError(`${name} is not TOML: ${what}`);
  }
  const checked = configFileSchema.safeParse(parsed);
  if (!checked.success) {
    throw new InstallError(`${name} is not right:\n${z.prettifyError(checked.error)}`);
  }
  return checked.data;
}

/** The settings that a configuration's text has or mentions in a comment, as `section.name`. */
export function settingsMentioned(text: string): string[] {
  const settings: string[] = [];
  let section = "";
  for (const line of text.split("\n")) {
    const header = /^#? ?\[([\w.]+)\]\s*$/.exec(line)?.[1];
    const name = /^#? ?([a-z_]+) ?= ?\S/.exec(line)?.[1];
    if (header !== undefined) section = header;
    else if (name !== undefined) settings.push(`${section}.${name}`);
  }
  return settings;
}

function template(name: string): string {
  return readFileSync(join(TEMPLATES, name), "utf8");
}

/** A TOML basic string; its escapes are those of JSON, but for DEL. */
function toml(text: string): string {
  return JSON.stringify(text).replaceAll("\u007F", String.raw`\u007F`);
}
