import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { ConfigError, loadConfig } from "./config.ts";
import { tempFolder } from "./testing/temp-folder.ts";

const VALID = `
[site]
id = "northgate"
time_zone = "Europe/London"
[source]
kind = "folder"
folder = "recordings"
[state]
folder = "/var/lib/nightshift"
[edge]
url = "https://nightshift.example.com"
token_file = "token"
[whisper]
model = "ggml-small.bin"
`;

function written(config: string): string {
  const folder = tempFolder();
  writeFileSync(join(folder, "token"), "ns_ingest_secret\n");
  writeFileSync(join(folder, "nightshift.toml"), config);
  return join(folder, "nightshift.toml");
}

describe("loadConfig", () => {
  test("takes paths from the file's own folder and the token from its file", () => {
    const path = written(VALID);
    expect(loadConfig(path, {})).toMatchObject({
      source: { folder: join(path, "../recordings"), stableSec: 600 },
      stateFolder: "/var/lib/nightshift",
      edge: { token: "ns_ingest_secret" },
      whisper: { language: "en", cpus: null, workers: 1 },
    });
  });

  test("the environment's token goes before the file's", () => {
    expect(loadConfig(written(VALID), { NIGHTSHIFT_SITE_TOKEN: "other" }).edge.token).toBe("other");
  });

  test.each([
    ["a misspelt setting", VALID.replace("time_zone", "timezone"), /timezone/],
    ["an unknown time zone", VALID.replace("Europe/London", "London"), /IANA time zone/],
    ["an address without scheme", VALID.replace("https://", ""), /edge\.url/],
    ["no token", VALID.replace('token_file = "token"', ""), /NIGHTSHIFT_SITE_TOKEN/],
    ["a token file that is not there", VALID.replace('"token"', '"gone"'), /edge\.token_file/],
    ["no TOML", "site: northgate", /not TOML/],
  ])("%s is refused with what to do", (_, config, message) => {
    expect(() => loadConfig(written(config), {})).toThrow(ConfigError);
    expect(() => loadConfig(written(config), {})).toThrow(message);
  });

  test("an error never shows the token", () => {
    const config = VALID.replace('token_file = "token"', 'token = "ns_ingest_secret"').replace(
      "Europe/London",
      "nowhere",
    );
    expect(() => loadConfig(written(config), {})).not.toThrow(/ns_ingest_secret/);
  });
});
