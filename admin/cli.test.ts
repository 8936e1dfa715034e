import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";

import {
  createdSignInLinkSchema,
  createdTokenSchema,
  tokenRowsSchema,
} from "#shared/contracts/admin.ts";

const ROOT = join(import.meta.dirname, "..");
const state = mkdtempSync(join(tmpdir(), "nightshift-admin-"));
const ENV = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_WRITE_LOGS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

const resultSchema = z.object({
  code: z.number().default(0),
  stdout: z.string(),
  stderr: z.string(),
});

/** Runs the command as a person would, over a D1 of its own; secrets must never be on stderr. */
async function admin(...args: string[]) {
  const ran = await promisify(execFile)(
    process.execPath,
    [join(ROOT, "admin", "cli.ts"), "--state", state, ...args],
    { env: ENV },
  ).catch((error: unknown) => error);
  const result = resultSchema.parse(ran);
  expect(result.stderr).not.toMatch(/ns_(read|ingest|link)_/);
  expect(result.stderr).not.toMatch(/^\s+at |Failed query|select "/m);
  return result;
}
const json = async (...args: string[]): Promise<unknown> => {
  const { stdout, stderr } = await admin("--json", ...args);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
};

let beforeMigrations: Awaited<ReturnType<typeof admin>>;
beforeAll(async () => {
  const wrangler = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
  const args = ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state];
  beforeMigrations = await admin("site", "list");
  await promisify(execFile)(process.execPath, [wrangler, ...args], { cwd: ROOT, env: ENV });
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

test("a database without tables is said, with the command that makes them", () => {
  expect(beforeMigrations.code).toBe(1);
  expect(beforeMigrations.stderr).toContain("npx wrangler d1 migrations apply DB --local");
});

test("a folder of state that there cannot be is said", async () => {
  for (const folder of ["/proc/nightshift/edge", join(ROOT, "package.json", "edge")]) {
    // The later of two options counts.
    const { code, stderr } = await admin("--state", folder, "site", "list");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^admin: --state .* cannot be made/)]);
  }
});

test("a site is set up from nothing, looked at, and closed again", async () => {
  const none = await admin("token", "list");
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("site create --id")]);

  await json(
    "site",
    "create",
    "--id",
    "acme",
    "--name",
    "O'Brien; --",
    "--time-zone",
    "America/New_York",
  );
  const again = await admin("site", "create", "--id", "acme", "--name", "x", "--time-zone", "UTC");
  expect([again.code, again.stderr]).toEqual([1, "admin: There is one by this id already.\n"]);

  const made = createdTokenSchema.parse(
    await json(
      "token",
      "create",
      "--scope",
      "read",
      "--label",
      "Grafana",
      "--expires-in-days",
      "30",
    ),
  );
  expect(made.token).toMatch(/^ns_read_/);
  const nobody = await admin("link", "create", "--person", "Jo");
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining("person create")]);
  await json("person", "create", "--name", "Jo", "--role", "admin", "--email", "jo@example.org");
  const twice = await admin(
    "person",
    "create",
    "--name",
    "J",
    "--role",
    "reviewer",
    "--email",
    "jo@example.org",
  );
  expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining("already")]);
  await json("person", "change", "jo", "--role", "manager");
  const link = createdSignInLinkSchema.parse(await json("link", "create", "--person", "Jo"));
  expect(link).toMatchObject({ name: "Jo", role: "manager" });
  expect(link.url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/sign-in\?code=ns_link_/);

  const [listed] = tokenRowsSchema.parse(await json("token", "list"));
  expect(listed).toMatchObject({ id: made.id, state: "active", label: "Grafana" });
  await json("token", "revoke", made.id);
  expect((await admin("token", "revoke", made.id)).code).toBe(1);
  const [revoked] = tokenRowsSchema.parse(await json("token", "list"));
  expect(revoked?.state).toBe("revoked");

  expect(
    await json("settings", "set", "--min-call-sec", "12", "--initial-prompt", "O'Brien's \"Acme\""),
  ).toMatchObject({
    min_call_sec: 12,
    initial_prompt: "O'Brien's \"Acme\"",
    name: "O'Brien; --",
  });
  expect(await json("settings", "set", "--campaign", "VENTAS", "--language", "es")).toMatchObject({
    language: "en",
    campaigns: [{ campaign_id: "VENTAS", language: "es" }],
  });
  expect(
    await json("settings", "set", "--campaign", "VENTAS", "--language", "default"),
  ).toMatchObject({
    campaigns: [],
  });
  expect(await json("settings", "set", "--transcript-days", "90")).toMatchObject({
    transcript_days: 90,
  });
  expect(await json("settings", "set", "--transcript-days", "default")).toMatchObject({
    transcript_days: 30,
  });
  expect(await json("settings", "set", "--score-days", "365")).toMatchObject({ score_days: 365 });
  expect((await admin("settings", "set", "--transcript-days", "400")).stderr).toContain(
    "transcript_days: not longer than scores are kept, 365 days",
  );
  const audio = "https://audio.example/{recording_id}.mp3";
  expect(await json("settings", "set", "--audio-url", audio)).toMatchObject({ audio_url: audio });
  expect(await json("settings", "set", "--audio-url", "none")).toMatchObject({ audio_url: null });
  expect((await admin("settings", "set")).stderr).toContain("name at least one setting");

  await json("site", "recount");
  await json("sign-out");
  const actions = z.array(z.object({ action: z.string(), actor: z.string() }));
  const audit = actions.parse(await json("audit"));
  expect(audit.map(({ action }) => action).toSorted()).toEqual([
    "person.change",
    "person.create",
    "sessions.end",
    ...Array.from({ length: 8 }, () => "settings.change"),
    "sign_in_link.create",
    "site.create",
    "token.create",
    "token.revoke",
  ]);
  expect(new Set(audit.map(({ actor }) => actor))).toEqual(new Set(["command line"]));
}, 300_000);

test("a scorecard is copied to a file, changed, imported, published and assigned", async () => {
  await json("site", "create", "--id", "cards", "--name", "x", "--time-zone", "UTC");
  const cards = (...args: string[]) => json("--site", "cards", "scorecards", ...args);
  const file = join(state, "card.json");
  const content = z.looseObject({}).parse(await cards("show", "default", "--content"));
  const write = (change: object) => writeFileSync(file, JSON.stringify({ ...content, ...change }));

  write({ flag_below: "many" });
  const refused = await admin("--site", "cards", "scorecards", "import", file, "--id", "sales");
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("flag_below")]);
  write({ flag_below: 72.5 });
  expect(await cards("import", file, "--id", "sales")).toMatchObject({
    version: 1,
    state: "draft",
  });
  await cards("publish", "sales", "1");
  expect(await cards("assign", "sales", "1", "--campaign", "VENTAS")).toMatchObject([
    { campaign_id: null, scorecard_id: "default" },
    { campaign_id: "VENTAS", scorecard_id: "sales", version: 1 },
  ]);
  const held = await admin("--site", "cards", "scorecards", "retire", "sales", "1");
  expect([held.code, held.stderr]).toEqual([1, expect.stringContaining("judges VENTAS")]);
}, 300_000);

test.each([
  [["--help"], 0, "A new site, from nothing"],
  [["token", "create", "--help"], 0, "--expires-in-days"],
  [[], 2, "Usage: npm run admin"],
  [["sites"], 2, "unknown command"],
  [["token", "crate"], 2, "unknown command"],
  [["site", "list", "--jsno"], 2, "unknown option '--jsno'"],
  [["token", "create", "--label", "x"], 2, "required option '--scope"],
  [["forget"], 2, "missing required argument 'recording_id'"],
  [["restore", "a", "b"], 2, "too many arguments"],
  [["backup", "/nowhere", "--keep", "0"], 2, "keep: "],
  [["person", "change", "jo", "--disable", "--enable"], 2, "--disable or --enable"],
  [["--env", "moon", "site", "list"], 2, "env: "],
  [["--remote", "site", "list"], 2, "leave it out beside --remote"],
  [["--site", "nowhere", "token", "list"], 1, "There is no site nowhere"],
  [["token", "create", "--scope", "admin", "--label", "x", "--site", "acme"], 2, "scope"],
])("%j ends with %d and says %j", async (args, code, text) => {
  const result = await admin(...args);
  expect(result.code).toBe(code);
  expect(result.stdout + result.stderr).toContain(text);
});

test("judges are set from a file, checked as a whole, shown again and audited", async () => {
  const file = join(state, "judges.json");
  const gemini = {
    provider: "gemini",
    model: "gemini-3.5-flash-lite",
    base_url: "https://generativelanguage.googleapis.com",
  };
  const judges = {
    providers: [{ ...gemini, limits: { requests_per_day: null } }, { provider: "rules" }],
  };
  writeFileSync(file, JSON.stringify(judges));
  expect(await json("--site", "acme", "judges", "set", file)).toEqual({ version: 1 });
  expect(await json("judges", "show")).toMatchObject(judges);
  writeFileSync(file, JSON.stringify({ providers: [{ ...gemini, prices: "free" }] }));
  const refused = await admin("--site", "acme", "judges", "set", file);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("prices") });
  expect(await json("judges", "show")).toMatchObject(judges);
  expect((await admin("--site", "acme", "audit")).stdout).toContain("scoring_settings.change");
});

test("a recording is forgotten by its id, once it is said twice", async () => {
  const asked = await admin("--site", "acme", "forget", "4711");
  expect([asked.code, asked.stdout]).toEqual([0, expect.stringContaining("Add --yes")]);
  expect(await json("--site", "acme", "forget", "4711", "4712", "--yes")).toMatchObject({
    recordings: 2,
    transcripts: 0,
  });
  const [event] = z.array(z.unknown()).parse(await json("--site", "acme", "audit", "--limit", "1"));
  expect(event).toMatchObject({ actor: "command line", action: "caller.forget" });
});
