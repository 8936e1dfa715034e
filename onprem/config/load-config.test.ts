import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { ConfigError, loadConfig } from "./load-config.ts";

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
      source: { folder: join(path, "../recordings"), stableMs: 600_000 },
      stateFolder: "/var/lib/nightshift",
      edge: { token: "ns_ingest_secret" },
      whisper: { language: "en", cpus: null, workers: null },
    });
  });

  test("a ViciDial host needs to say little", () => {
    const config = VALID.replace(
      'kind = "folder"\nfolder = "recordings"',
      'kind = "vicidial"\n[source.database]\npassword_file = "token"',
    );
    expect(loadConfig(written(config), {}).source).toMatchObject({
      kind: "vicidial",
      database: { host: "127.0.0.1", name: "asterisk", password: "ns_ingest_secret" },
      serverIps: null,
      http: { enabled: true, maxBytes: 200 * 1024 * 1024 },
    });
  });

  test.each([
    "http://nightshift.example.com",
    "http://10.0.0.5:8787",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://[::2]/",
    "HTTP://QA.example.com",
  ])("sends nothing to %s unless it is told that this is meant", (url) => {
    const config = VALID.replace("https://nightshift.example.com", url);
    expect(() => loadConfig(written(config), {})).toThrow(
      /would leave this host unencrypted: give an https address, or set allow_plain_http = true[^]*edge\.url/,
    );
    const allowed = config.replace("[edge]", "[edge]\nallow_plain_http = true");
    expect(loadConfig(written(allowed), {}).edge.url).toBe(url);
  });

  test.each([
    "http://localhost:8787",
    "http://127.0.0.1:9",
    "http://127.9.9.9",
    "http://[::1]:8787",
  ])("%s does not leave the host", (url) => {
    const config = VALID.replace("https://nightshift.example.com", url);
    expect(loadConfig(written(config), {}).edge.url).toBe(url);
  });

  test("card numbers are always taken out; the rest by setting, telephone and reference numbers only when told to", () => {
    expect(loadConfig(written(VALID), {}).redact).toEqual([
      "bank_account",
      "sort_code",
      "national_id",
      "email",
    ]);
    const changed = `${VALID}[redaction]\nemail = false\nphone = true\n`;
    expect(loadConfig(written(changed), {}).redact).toEqual([
      "bank_account",
      "sort_code",
      "national_id",
      "phone",
    ]);
    expect(() => loadConfig(written(`${VALID}[redaction]\ncard = false\n`), {})).toThrow(/card/);
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
    ["a time of day that is none", `${VALID}[night]\nend = "7:00"`, /night\.end/],
    ["a night without length", `${VALID}[night]\nstart = "07:00"`, /differ from start/],
    [
      "a guard that resumes above where it pauses",
      `${VALID}[night.guard]\nresume_cpu_percent = 90`,
      /resume_cpu_percent/,
    ],
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
    const cut = VALID.replace('token_file = "token"', 'token = "ns_ingest_secret');
    expect(() => loadConfig(written(cut), {})).toThrow(/line 12/);
    expect(() => loadConfig(written(cut), {})).not.toThrow(/ns_ingest_secret/);
  });
});
