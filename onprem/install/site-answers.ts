import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";

import type { ConfigFile } from "../config/config-schema.ts";
import type { Ask } from "./ask.ts";
import type { SiteAnswers } from "./render-config.ts";
import { InstallError } from "./step.ts";

/** What was given on the command line; the rest is taken from the host, or asked for. */
export type GivenAnswers = {
  siteId?: string | undefined;
  timeZone?: string | undefined;
  edgeUrl?: string | undefined;
  source?: "vicidial" | "folder" | undefined;
  recordings?: string | undefined;
};

const ASTGUICLIENT_CONF = "/etc/astguiclient.conf";

/** The answers of a configuration that is there already. */
export function answersOf(config: ConfigFile): SiteAnswers {
  const { site, edge, source } = config;
  return {
    siteId: site.id,
    timeZone: site.time_zone,
    edgeUrl: edge.url,
    source: source.kind,
    recordings: source.kind === "folder" ? source.folder : (source.recordings_folder ?? null),
  };
}

/**
 * The answers for a new configuration. Throws InstallError when something is missing that cannot be asked for, or cannot
 * be right.
 */
export async function completeAnswers(
  given: GivenAnswers,
  ask: Ask | null,
  hostTimeZone: string,
): Promise<SiteAnswers> {
  const need = async (
    value: string | undefined,
    option: string,
    question: string,
    proposal: string | null = null,
  ): Promise<string> => {
    const answer = value ?? (await ask?.text(question, proposal)) ?? "";
    if (answer === "") throw new InstallError(`Give ${option}: ${question}.`);
    return answer;
  };
  const siteId = await need(
    given.siteId,
    "--site-id",
    "The name under which the edge knows this site",
  );
  const timeZone = await need(
    given.timeZone ?? (ask === null ? hostTimeZone : undefined),
    "--time-zone",
    "The time zone of the centre, such as America/New_York",
    hostTimeZone,
  );
  const edgeUrl = await need(
    given.edgeUrl,
    "--edge-url",
    "The address of the edge, such as https://nightshift.example.com",
  );
  const proposed = existsSync(ASTGUICLIENT_CONF) ? "vicidial" : "folder";
  const source =
    given.source ??
    sourceKind(
      ask === null
        ? proposed
        : await ask.text("Where recordings come from, vicidial or folder", proposed),
    );
  const recordings =
    source === "folder"
      ? await need(given.recordings, "--recordings", "The folder with the recordings")
      : (given.recordings ?? null);
  if (recordings !== null && !isAbsolute(recordings)) {
    throw new InstallError(`--recordings must be an absolute path, not ${recordings}.`);
  }
  return { siteId, timeZone, edgeUrl, source, recordings };
}

export function sourceKind(text: string): "vicidial" | "folder" {
  if (text === "vicidial" || text === "folder") return text;
  throw new InstallError(`--source is vicidial or folder, not ${text}.`);
}
