import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";

import { CloudflareApi } from "./testing/cloudflare-api.ts";

/*
 * The program with the project's real wrangler, over an API that stands in for Cloudflare's: arguments, standard input and
 * output are what the pinned wrangler takes and gives.
 */
const PROGRAM = join(import.meta.dirname, "cli.ts");
const ACCOUNT = "0123456789abcdef0123456789abcdef";
const GEMINI_KEY = "AIza-test-key-of-nobody-at-all";
const SITE = ["--site-id", "acme", "--site-name", "Acme Support", "--time-zone", "Europe/London"];
const FIRST = ["--yes", ...SITE, "--admin", "Jo Field"];
/** Each run of wrangler takes a second or two, on a busy machine several times that. */
const TIMEOUT_MS = 900_000;

const resultSchema = z.object({
  code: z.number().default(0),
  stdout: z.string(),
  stderr: z.string(),
});

let api: CloudflareApi;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  api = new CloudflareApi();
  folder = mkdtempSync(join(tmpdir(), "nightshift-deploy-test-"));
  env = {
    ...process.env,
    CLOUDFLARE_API_BASE_URL: await api.listen(),
    CLOUDFLARE_API_TOKEN: api.token,
    GEMINI_API_KEY: GEMINI_KEY,
    // Wrangler keeps its sign-in and its caches there.
    XDG_CONFIG_HOME: join(folder, "config"),
  };
  delete env["GROQ_API_KEY"];
  delete env["CLOUDFLARE_ACCOUNT_ID"];
});
afterEach(() => {
  api.close();
  rmSync(folder, { recursive: true, force: true });
});

async function deploy(...args: string[]) {
  const ran = await promisify(execFile)(process.execPath, [PROGRAM, "--folder", folder, ...args], {
    env,
  }).catch((error: unknown) => error);
  const result = resultSchema.parse(ran);
  expect(result.stdout + result.stderr).not.toContain(GEMINI_KEY);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(api.unknown).toEqual([]);
  return result;
}

const linkIn = (text: string) => /https:\/\/\S+\/sign-in\?code=ns_link_\S+/.exec(text)?.[0];
const tokenIn = (text: string) => /^ {2}(ns_ingest_\S+)$/m.exec(text)?.[1];
const configPath = (environment = "production") => join(folder, `${environment}.wrangler.jsonc`);
const onlyDatabase = () => {
  const [database] = [...api.databases.values()];
  if (database === undefined) throw new Error("no database was made");
  return database;
};

test(
  "from nothing to a running Worker; a second run changes nothing but the Worker",
  async () => {
    const first = await deploy(...FIRST, "--jurisdiction", "eu");
    expect(first.stderr).toBe("");
    expect(first.code).toBe(0);
    expect(onlyDatabase()).toMatchObject({ name: "nightshift", options: { jurisdiction: "eu" } });
    const worker = api.workers.get("nightshift");
    expect(worker?.secrets.get("GEMINI_API_KEY")).toBe(GEMINI_KEY);
    expect(worker?.crons).toEqual(["* * * * *"]);
    expect(worker?.metadata?.bindings).toContainEqual(
      expect.objectContaining({ name: "DB", type: "d1", id: [...api.databases.keys()][0] }),
    );
    expect(linkIn(first.stdout)).toMatch(/^https:\/\/nightshift\.acme\.workers\.dev\/sign-in/);
    const token = tokenIn(first.stdout);
    expect(token).toBeDefined();
    expect(first.stdout).toContain(
      "sudo ./nightshift install --site-id acme --time-zone Europe/London --edge-url https://nightshift.acme.workers.dev --token-file site-token.txt",
    );
    const [stored] = onlyDatabase().d1.query("SELECT scope, secret_hash FROM access_token");
    expect(stored?.results).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(token);

    // The owner signs in, and the agent sends: nothing is left to hand over.
    onlyDatabase().d1.query("UPDATE sign_in_link SET uses_left = 0");
    onlyDatabase().d1.query("UPDATE access_token SET last_used_at = 1");
    const config = readFileSync(configPath(), "utf8");
    api.changes.length = 0;
    const second = await deploy("--yes");
    expect(second.code).toBe(0);
    expect(second.stdout).toContain("Tables: up to date.");
    expect([linkIn(second.stdout), tokenIn(second.stdout)]).toEqual([undefined, undefined]);
    expect(readFileSync(configPath(), "utf8")).toBe(config);
    expect(api.changes.filter((change) => !change.endsWith("/query"))).toEqual([
      `POST /accounts/${ACCOUNT}/workers/scripts/nightshift/versions`,
      `POST /accounts/${ACCOUNT}/workers/scripts/nightshift/deployments`,
      `PATCH /accounts/${ACCOUNT}/workers/scripts/nightshift/script-settings`,
      `POST /accounts/${ACCOUNT}/workers/scripts/nightshift/subdomain`,
      `PUT /accounts/${ACCOUNT}/workers/scripts/nightshift/schedules`,
    ]);
    expect(api.workers.get("nightshift")?.secrets.get("GEMINI_API_KEY")).toBe(GEMINI_KEY);
  },
  TIMEOUT_MS,
);

test(
  "a run that broke at any step is finished by the next one",
  async () => {
    const breaks = [
      { method: "POST", path: /d1\/database$/, said: "wrangler d1 create nightshift failed" },
      { method: "PATCH", path: /secrets-bulk$/, said: "wrangler secret bulk failed" },
      { method: "POST", path: /query$/, said: "d1 execute failed" },
      { method: "PUT", path: /schedules$/, said: "wrangler deploy failed" },
    ];
    for (const [at, { said, ...fault }] of breaks.entries()) {
      api.fault = { ...fault, times: 9, afterwards: at % 2 === 0 };
      const broken = await deploy(...FIRST);
      expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining(said)]);
      expect(broken.stderr).toContain("the same command goes on from there");
      api.fault = null;
    }
    const finished = await deploy(...FIRST);
    expect([finished.code, finished.stderr]).toEqual([0, ""]);
    expect(linkIn(finished.stdout)).toBeDefined();
    expect(tokenIn(finished.stdout)).toBeDefined();
    expect(api.databases.size).toBe(1);
    for (const table of ["site", "person", "access_token"]) {
      expect(onlyDatabase().d1.query(`SELECT count(*) AS n FROM ${table}`)[0]?.results).toEqual([
        { n: 1 },
      ]);
    }
    // Whoever lost the link before opening it gets another; the token is said to be there.
    const again = await deploy("--yes");
    expect(linkIn(again.stdout)).toBeDefined();
    expect(again.stdout).toContain("not used yet");
    expect(tokenIn(again.stdout)).toBeUndefined();
  },
  TIMEOUT_MS,
);

test(
  "a database that is lost is not replaced by an empty one, until the owner names another",
  async () => {
    const first = await deploy(...FIRST);
    const [lost = ""] = api.databases.keys();
    api.databases.get(lost)?.d1.close();
    api.databases.delete(lost);
    const refused = await deploy(...FIRST);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`no D1 database ${lost}`),
    ]);
    expect(refused.stderr).toContain("Losing D1");
    expect(api.databases.size).toBe(0);

    writeFileSync(join(folder, "production.toml"), 'database_name = "nightshift-2"\n');
    const second = await deploy(...FIRST);
    expect([second.code, second.stderr]).toEqual([0, ""]);
    const [id = ""] = api.databases.keys();
    expect(onlyDatabase().name).toBe("nightshift-2");
    expect(readFileSync(configPath(), "utf8")).toContain(id);
    expect(tokenIn(second.stdout)).not.toBe(tokenIn(first.stdout));
    expect(linkIn(second.stdout)).toBeDefined();
    expect((await deploy("--yes")).stdout).toContain(`Database: nightshift-2 (${id})`);
    expect(api.databases.size).toBe(1);
  },
  TIMEOUT_MS,
);

test(
  "a dry run changes nothing, with a sign-in and without",
  async () => {
    const signedIn = await deploy("--dry-run");
    expect([signedIn.code, signedIn.stderr]).toEqual([0, ""]);
    expect(signedIn.stdout).toContain("would make the D1 database nightshift");
    delete env["CLOUDFLARE_API_TOKEN"];
    const signedOut = await deploy("--dry-run", "--env", "staging");
    expect([signedOut.code, signedOut.stderr]).toEqual([0, ""]);
    expect(signedOut.stdout).toContain("npx wrangler login");
    expect(signedOut.stdout).toMatch(/Worker: would be uploaded, \d+\.\d+ KiB compressed/);
    expect(api.changes).toEqual([]);
    expect(existsSync(configPath())).toBe(false);
    expect(existsSync(configPath("staging"))).toBe(false);

    const refused = await deploy("--yes");
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("Not signed in")]);
  },
  TIMEOUT_MS,
);

test(
  "what stands in the way is said with what to do",
  async () => {
    api.accounts.push({ id: "f".repeat(32), name: "Other" });
    const several = await deploy("--yes");
    expect(several.stderr).toContain("--account ID");
    expect(several.stderr).toContain(`${"f".repeat(32)}  Other`);

    const stranger = await deploy("--yes", "--account", "e".repeat(32));
    expect(stranger.stderr).toContain("has no account");

    env["CLOUDFLARE_API_TOKEN"] = "a-token-that-may-nothing-0123456789abcdef";
    const refused = await deploy("--yes");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Workers Scripts: Edit");

    writeFileSync(join(folder, "production.toml"), 'urll = "https://qa.example.com"\n');
    const typo = await deploy("--yes");
    expect(typo.stderr).toContain("urll");
    expect(api.changes).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "staging lies beside production, and an owner's own settings hold over wrangler.toml's",
  async () => {
    writeFileSync(
      join(folder, "staging.toml"),
      `url = "https://qa-staging.example.com"
[vars]
CORS_ORIGINS = "https://grafana.example.com"
[wrangler.observability]
enabled = false
`,
    );
    const ran = await deploy(...FIRST, "--env", "staging");
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(linkIn(ran.stdout)).toMatch(/^https:\/\/qa-staging\.example\.com\//);
    expect(onlyDatabase().name).toBe("nightshift-staging");
    const bindings = api.workers.get("nightshift-staging")?.metadata?.bindings ?? [];
    expect(bindings).toContainEqual(
      expect.objectContaining({ name: "CORS_ORIGINS", text: "https://grafana.example.com" }),
    );
    const limits = bindings.filter(({ type }) => type === "ratelimit");
    expect(limits.map(({ namespace_id }) => namespace_id)).toEqual(["2001", "2002"]);

    // A database that vanished is not quietly replaced by an empty one.
    for (const { d1 } of api.databases.values()) d1.close();
    api.databases.clear();
    const lost = await deploy("--yes", "--env", "staging");
    expect(lost.stderr).toContain("which this deployment used");
    expect(api.databases.size).toBe(0);
  },
  TIMEOUT_MS,
);
