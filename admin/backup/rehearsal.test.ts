import { execFile } from "node:child_process";
import { readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";

import type { D1Database } from "@cloudflare/workers-types";
import { beforeAll, expect, test } from "vitest";
import { getPlatformProxy } from "wrangler";
import * as z from "zod";

import { localDateAt } from "#shared/time/site-time.ts";

import { STAFF_PAGES } from "../../demo/browser/pages.ts";
import { seedCalibration } from "../../demo/browser/seed-calibration.ts";
import { seedFollowUp } from "../../demo/browser/seed-follow-up.ts";
import { seedScorecards } from "../../demo/browser/seed-scorecards.ts";
import {
  choosePort,
  quietWrangler,
  startLocalEdge,
  withLocalDatabase,
} from "../../demo/local-edge.ts";
import { createSite, SITE_ID } from "../../demo/prepare-site.ts";
import { generateSampleHistory } from "../../demo/sample-history/generate-sample-history.ts";
import { insertSampleHistory } from "../../demo/sample-history/insert-sample-history.ts";
import { RECOUNT_ROLLUPS } from "../../edge/scoring/rollups/recount-rollups.ts";
import { tempFolderOfFile } from "../../onprem/testing/temp-folder.ts";
import { parseSchema, READ_SCHEMA, tablesOf } from "./edge-tables.ts";

/*
 * The rehearsal: a filled edge is copied by the command, put into a new database by the command, and asked the same.
 */
const ROOT = join(import.meta.dirname, "..", "..");
const ZONE = "Europe/London";
const root = tempFolderOfFile();
const before = join(root, "before");
const after = join(root, "after");
const copies = join(root, "copies");

/** More than a statement of D1's may have, with everything that could end a string or be taken for something else. */
const HOSTILE = "';--\n\\n \r\\r /* \u0000 BEGIN; END; 🙂 ${x} ?1 \"";
const LONG = HOSTILE.repeat(12_000);

type Ran = { code: number; stdout: string; stderr: string };
const ranSchema = z.object({ code: z.number().default(0), stdout: z.string(), stderr: z.string() });

async function admin(...args: string[]): Promise<Ran> {
  const ran = await promisify(execFile)(
    process.execPath,
    [join(ROOT, "admin", "cli.ts"), ...args],
    { timeout: 600_000 },
  ).catch((error: unknown) => error);
  return ranSchema.parse(ran);
}

let readToken = "";
let signInCode = "";
let file = "";
beforeAll(async () => {
  quietWrangler(process.env);
  await withLocalDatabase(before, async (db) => {
    const now = Date.now();
    ({ readToken, signInCode } = await createSite(db, ZONE, now));
    await db
      .prepare(
        "INSERT INTO person (id, site_id, name, role, agent_user, created_at) VALUES ('sample-agent', ?, 'Yusuf Demir', 'agent', '2008', ?)",
      )
      .bind(SITE_ID, now)
      .run();
    const today = localDateAt(now, ZONE);
    await insertSampleHistory(
      db,
      SITE_ID,
      generateSampleHistory({ seed: 20_261_123, today, timeZone: ZONE }),
    );
    for (const seed of [seedScorecards, seedFollowUp, seedCalibration]) await seed(db, SITE_ID);
    // The reviews among them come without their counts.
    await db.batch(RECOUNT_ROLLUPS.map((sql) => db.prepare(sql).bind(SITE_ID)));
    const [call] = (
      await db
        .prepare("SELECT recording_id AS id FROM score WHERE flagged = 1 ORDER BY rowid LIMIT 1")
        .all<{ id: string }>()
    ).results;
    const hostile = call?.id ?? "";
    await db.batch([
      // As where older ones have been removed.
      db.prepare("UPDATE transcript SET rowid = rowid + 5000"),
      db.prepare("UPDATE score SET rowid = rowid + 7000"),
      db
        .prepare("UPDATE score SET raw_answer = ?1, summary = ?2 WHERE recording_id = ?3")
        .bind(HOSTILE, HOSTILE, hostile),
      db
        .prepare("UPDATE transcript SET model = ?1, language = ?2 WHERE recording_id = ?3")
        .bind(LONG, HOSTILE, hostile),
    ]);
  });
}, 300_000);

/** What a D1 holds: the text of its schema, and every row of every table in its order. */
async function contentsOf(stateFolder: string): Promise<Record<string, unknown[]>> {
  const platform = await getPlatformProxy<{ DB: D1Database }>({
    configPath: join(ROOT, "wrangler.toml"),
    persist: { path: join(stateFolder, "v3") },
    remoteBindings: false,
  });
  try {
    const db = platform.env.DB;
    const schema = parseSchema((await db.prepare(READ_SCHEMA).all()).results);
    const shadow = new DatabaseSync(":memory:");
    for (const { type, sql } of schema) if (type === "table") shadow.exec(sql);
    const contents: Record<string, unknown[]> = {
      schema: schema.map(({ sql }) => sql).toSorted(),
    };
    for (const { name, key } of tablesOf(shadow)) {
      // How far removal, trackers and alerts have come is said in rowids.
      const place = key.join() === "rowid" ? "rowid AS place, " : "";
      const { results } = await db
        .prepare(`SELECT ${place}* FROM "${name}" ORDER BY ${key.join()}`)
        .all();
      contents[name] = results;
    }
    return contents;
  } finally {
    await platform.dispose();
  }
}

/** What the Worker over a D1 answers to readers and staff, without what differs from answer to answer. */
async function answersOf(stateFolder: string, cookie: string | null) {
  const edge = await startLocalEdge({
    stateFolder,
    port: await choosePort(null, 9400 + Math.floor(Math.random() * 300)),
    vars: { SCORING_PROVIDERS: "rules" },
    secrets: {},
  });
  try {
    const session = cookie ?? (await signIn(edge.url));
    const answers: Record<string, string> = {};
    for (const path of API) {
      const headers = { Authorization: `Bearer ${readToken}` };
      const response = await fetch(new URL(path, edge.url), { headers });
      answers[path] = `${response.status} ${await response.text()}`;
    }
    const [worst] = z
      .array(z.object({ recording_id: z.string() }))
      .parse(JSON.parse(answers[FLAGGED]?.slice("200 ".length) ?? "[]"));
    for (const path of Object.values(STAFF_PAGES)) {
      // It lists who was shown what, which asking changes.
      if (path === "/settings/reading") continue;
      const address = new URL(path.replace("FLAGGED", worst?.recording_id ?? ""), edge.url);
      const response = await fetch(address, { headers: { Cookie: session, Accept: "text/html" } });
      // The settings of the alerts show at which address they are open.
      const text = (await response.text()).replaceAll(edge.url, "");
      answers[path] = `${response.status} ${response.ok ? text.replaceAll(PASSING, "") : ""}`;
    }
    return { session, answers };
  } finally {
    await edge.stop();
  }
}

/** What differs from answer to answer: nonces, forms' ids, and when a token was last used, which asking changes. */
const PASSING = /nonce="[^"]*"|name="form_id" value="[^"]*"|<time [^>]*>[^<]*<\/time>/g;
const FLAGGED = "/api/qa/flagged?days=30&limit=500";
const API = [
  "/api/qa/daily-summary?days=30",
  "/api/qa/trends?days=30",
  "/api/qa/leaderboard?days=30",
  FLAGGED,
  "/api/qa/calls?days=30&limit=200",
  "/api/qa/category-matrix?days=30",
  "/api/qa/distribution?days=30",
  "/api/qa/coverage?days=30",
  "/api/qa/cost?days=30",
  "/api/qa/queue-status",
  "/api/qa/scorecards",
  "/api/qa/settings",
];

/** Where two texts part; null when they do not. */
function difference(was: string, is: string): [string, string] | null {
  if (was === is) return null;
  let at = 0;
  while (was[at] === is[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
  return [around(was), around(is)];
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(new URL("/sign-in", url), {
    method: "POST",
    headers: { origin: new URL(url).origin },
    body: new URLSearchParams({ code: signInCode }),
    redirect: "manual",
  });
  return response.headers.get("Set-Cookie")?.split(";")[0] ?? "";
}

test("a filled edge is copied, put into a new database, and is the same there", async () => {
  // First: signing in is a row as well, so that whoever was signed in still is.
  const { session, answers } = await answersOf(before, null);
  expect(answers["/"]).toMatch(/^200 /);

  const made = await admin("--state", before, "--json", "backup", copies);
  expect([made.code, made.stderr]).toEqual([0, ""]);
  const report = z
    .object({ file: z.string(), rows: z.number(), changed_meanwhile: z.boolean() })
    .parse(JSON.parse(made.stdout));
  ({ file } = report);
  expect(report.changed_meanwhile).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const restored = await admin("--state", after, "--json", "restore", file);
  expect([restored.code, restored.stderr]).toEqual([0, ""]);

  const [was, is] = [await contentsOf(before), await contentsOf(after)];
  expect(Object.keys(is)).toEqual(Object.keys(was));
  const rows = Object.entries(was).filter(([name]) => name !== "schema");
  expect(rows.reduce((sum, [, { length }]) => sum + length, 0)).toBe(report.rows);
  expect(rows.filter(([, { length }]) => length > 0).length).toBeGreaterThan(20);
  for (const [name, content] of Object.entries(was))
    expect([name, is[name]]).toEqual([name, content]);
  expect(was["transcript"]).toContainEqual(expect.objectContaining({ model: LONG }));

  // Counted anew from the restored calls and scores, so that rollups that do not fit them would show.
  expect((await admin("--state", after, "site", "recount")).code).toBe(0);
  const second = await answersOf(after, session);
  expect(Object.keys(second.answers).length).toBeGreaterThan(50);
  for (const [path, answer] of Object.entries(answers)) {
    expect([path, difference(answer, second.answers[path] ?? "")]).toEqual([path, null]);
  }
}, 900_000);

test("a database that has tables is left alone, and a file that is cut short is not begun with", async () => {
  const taken = await admin("--state", after, "restore", file);
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining("is not empty")]);
  truncateSync(file, statSync(file).size - 8192);
  const empty = join(root, "empty");
  const broken = await admin("--state", empty, "restore", file);
  expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining(file)]);
  expect(broken.stderr).toContain("malformed");
  expect(readdirSync(empty)).toEqual([]);
}, 120_000);
