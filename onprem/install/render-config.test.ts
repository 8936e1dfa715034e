import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { configFileSchema, type ConfigFile } from "../config/config-schema.ts";
import { loadConfig } from "../config/load-config.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { layoutFor } from "./layout.ts";
import { parseConfig, renderConfig, settingsMentioned, type SiteAnswers } from "./render-config.ts";

const MODEL = "ggml-large-v3-turbo-q5_0.bin";
const answers: SiteAnswers = {
  siteId: "northgate",
  timeZone: "Europe/London",
  edgeUrl: "https://nightshift.example.com",
  source: "vicidial",
  recordings: null,
};
/** As the schema completes the shortest ViciDial source. */
const VICIDIAL_DEFAULTS = configFileSchema.shape.source.options[1].parse({ kind: "vicidial" });

const rendered = (change: Partial<SiteAnswers> = {}) =>
  renderConfig({ ...answers, ...change }, layoutFor("/", null), MODEL);

/** The file in a folder of its own with the secrets it names, read by the agent's own loader. */
function load(text: string): ReturnType<typeof loadConfig> {
  const folder = tempFolder();
  writeFileSync(join(folder, "site-token"), "token\n");
  writeFileSync(join(folder, "db-password"), "secret\n");
  writeFileSync(join(folder, "nightshift.toml"), text);
  return loadConfig(join(folder, "nightshift.toml"), {});
}

/** The file with every default and example switched on. */
function everythingOn(text: string): string {
  return text.replaceAll(/^# ([a-z_]+ = .+)$/gm, "$1");
}

/** The settings of the schema as `section.name`, for one kind of source. */
function settingsOfSchema(kind: "vicidial" | "folder"): string[] {
  const found: string[] = [];
  const walk = (schema: z.core.JSONSchema.BaseSchema, path: string[]): void => {
    const choices = schema.oneOf ?? schema.anyOf;
    const chosen = choices?.find(
      (choice) => typeof choice === "object" && isKind(choice.properties?.kind, kind),
    );
    const { properties } = chosen ?? schema;
    if (properties === undefined) {
      found.push(path.join("."));
      return;
    }
    for (const [name, property] of Object.entries(properties)) {
      if (typeof property === "object") walk(property, [...path, name]);
    }
  };
  walk(z.toJSONSchema(configFileSchema, { io: "input", unrepresentable: "any" }), []);
  return found.toSorted();
}

function isKind(property: unknown, kind: string): boolean {
  return (
    typeof property === "object" &&
    property !== null &&
    "const" in property &&
    property.const === kind
  );
}

describe.each([
  ["vicidial", { source: "vicidial", recordings: null }],
  ["folder", { source: "folder", recordings: "/srv/calls" }],
] as const)("the configuration file for a %s source", (kind, change) => {
  test("is what the agent reads", () => {
    expect(load(rendered(change))).toMatchObject({
      site: { id: "northgate", timeZone: "Europe/London" },
      source: { kind },
      stateFolder: "/var/lib/nightshift/state",
      edge: { url: "https://nightshift.example.com", token: "token" },
      whisper: { model: `/var/lib/nightshift/models/${MODEL}`, cpus: null },
      transcriptTextFolder: "/var/lib/nightshift/transcripts",
    });
  });

  test("mentions every setting there is, and none that there is not", () => {
    const mentioned = settingsMentioned(rendered(change)).toSorted();
    expect(mentioned).toEqual(settingsOfSchema(kind));
    expect(mentioned.length).toBeGreaterThan(25);
  });

  test("what is commented out is right, and the defaults shown are the real ones", () => {
    const asWritten = parseConfig(rendered(change), "as written");
    const everything = parseConfig(everythingOn(rendered(change)), "everything on");
    // Examples of what has no default:
    const { cpus, workers, threads, mirror, ...whisper } = everything.whisper;
    expect({ cpus, workers, threads }).toEqual({ cpus: [4, 5, 6, 7], workers: 4, threads: 1 });
    expect(mirror).toMatch(/\/$/);
    expect(whisper).toEqual(asWritten.whisper);
    expect(everything.night).toEqual(asWritten.night);
    expect(everything.retention).toEqual(asWritten.retention);
    expect(everything.state).toEqual(asWritten.state);
    expect(everything.log).toEqual(asWritten.log);
    expect(everything.source).toEqual({ ...asWritten.source, ...examples(everything.source) });
  });
});

/** What the template shows as an example, for settings without a default or with an empty one. */
function examples(source: ConfigFile["source"]): Partial<ConfigFile["source"]> {
  if (source.kind === "folder") return {};
  const { server_ips, recordings_folder, not_agents, database, http } = source;
  return {
    server_ips,
    recordings_folder,
    not_agents,
    database: {
      ...VICIDIAL_DEFAULTS.database,
      socket: database.socket,
      password: database.password,
      password_file: database.password_file,
    },
    http: { ...VICIDIAL_DEFAULTS.http, hosts: http.hosts },
  };
}

test("a folder that ViciDial does not name itself is written down", () => {
  expect(load(rendered({ recordings: "/mnt/recordings" })).source).toMatchObject({
    kind: "vicidial",
    recordingsFolder: "/mnt/recordings",
  });
});

test("what the owner types stays text, whatever it is", () => {
  const siteId = 'north"gate\\ @STATE@ $& \u007F # [x]';
  const recordings = 'C:\\calls "new" $1';
  const config = load(rendered({ siteId, source: "folder", recordings: `/srv/${recordings}` }));
  expect(config.site.id).toBe(siteId);
  expect(config.source).toMatchObject({ folder: `/srv/${recordings}` });
});
