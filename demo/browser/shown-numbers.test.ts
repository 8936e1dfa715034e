import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";

import { ROUTE_RULES } from "../../edge/auth/testing/route-rules.ts";
import { seedEverything } from "./every-visit.ts";
import { addressesFor, AGENT_PAGES, STAFF_PAGES } from "./pages.ts";
import { KEPT_IN_JSON, rewriteText, textOf, wordsOf } from "./rewrite-text.ts";
import { seedRare } from "./seed-rare.ts";
import { SAMPLE_AGENT, startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

/*
 * A telephone number is put behind all that was said on calls and written about them. The site shows numbers to nobody, and
 * every page and answer that there is is looked at.
 */
const NUMBER = " Ring 07700 900461.";
const WHOLE = /07700\D{0,3}900\D{0,3}461/;

/** What names things and people, and what the product and services say of themselves: no words of a call. By table, or by column. */
const NO_WORDS = wordsOf(`
  agent_user campaign_id recording_id uniqueid actor created_by retired_by
  site person call access_token alert_channel agent_heartbeat team_stat audit_event calibration_round saved_filter tracker
  scorecard_version scorecard_assignment scorecard_run alert_state message delivery
  provider model prompt_version name scorecard content flag_reason after_flag_reason last_error reason
`);

/** The same in stored JSON. */
const KEPT = new Set([...KEPT_IN_JSON, "provider", "flagReason"]);

/** Addresses of the API, with ids that there are; what is not named here is asked for as the route has it. */
const API: Record<string, (ids: Ids) => string> = {
  "/api/qa/agent/:user": () => `/api/qa/agent/${SAMPLE_AGENT}?days=30`,
  "/api/qa/call/:id": ({ flagged }) => `/api/qa/call/${flagged}`,
  "/api/qa/scorecards/:id": () => "/api/qa/scorecards/sales",
  "/api/qa/scorecard-runs/:id": () => "/api/qa/scorecard-runs/browser-try",
  "/api/qa/scorecard-runs/:id/calls": () => "/api/qa/scorecard-runs/browser-try/calls",
  "/api/qa/scorecard-runs/:id/calls.csv": () => "/api/qa/scorecard-runs/browser-try/calls.csv",
  "/api/qa/scorecard-runs/:id/marks": () => "/api/qa/scorecard-runs/browser-try/marks",
  "/api/qa/scorecard-runs/:id/marks.csv": () => "/api/qa/scorecard-runs/browser-try/marks.csv",
};
const MORE_PAGES: Record<string, string> = {
  "troubled call": "/calls/troubled-call",
  "call without a score": "/calls/stuck-call",
  "week's letter": "/settings/alerts/preview?kind=weekly",
  "digest as mail": "/settings/alerts/preview/html?kind=daily",
  "calls as a file": "/calls.csv?days=30",
  "audit log as a file": "/settings/audit.csv",
  "audit log as JSON": "/settings/audit.json",
  "reading as a file": "/settings/reading.csv",
  "reading as JSON": "/settings/reading.json",
};
/** Of no site, of a site's recordings, and what is done rather than read. */
const NOT_LOOKED_AT = ["GET /calls/:recordingId/audio", "GET /*"];

type Ids = { flagged: string; unmarked: string };
type Answer = { path: string; status: number; text: string };

let worker: SeededWorker;
let untouched: string[];
const answers: Answer[] = [];

beforeAll(async () => {
  worker = await startSeededWorker(
    async (db, siteId) => {
      await seedEverything(db, siteId);
      await seedRare(db, siteId);
      const withSummaries =
        "UPDATE site_alerts SET settings = json_set(settings, '$.with_texts', json('true'))";
      await db.batch([
        db.prepare("UPDATE site SET numbers_shown_to = 'nobody'"),
        db.prepare(withSummaries),
      ]);
    },
    (file) => {
      file.function("with_number", (value) => textOf(value, NUMBER, KEPT));
      untouched = rewriteText(file, (table, column) =>
        NO_WORDS.has(table) || NO_WORDS.has(column) ? null : "with_number",
      );
    },
  );
  const token = { Authorization: `Bearer ${worker.secrets.readToken}` };
  const staff = await idsOf(token);
  const routes = Object.entries(ROUTE_RULES).filter(
    ([route, rule]) => route.startsWith("GET /api/") && rule === "read",
  );
  for (const [route] of routes) {
    const path = route.replace("GET ", "");
    await look(API[path]?.(staff) ?? `${path}?days=30`, token);
  }
  await look("/metrics", token);
  const admin = await signIn(worker.secrets.signInCode);
  for (const path of ["alert-channels", "tokens", "people"])
    await look(`/api/admin/${path}`, admin);
  for (const [, path] of addressesFor(
    { ...STAFF_PAGES, ...MORE_PAGES },
    staff.flagged,
    staff.unmarked,
  )) {
    await look(path, admin);
  }
  const own = await idsOf(token, SAMPLE_AGENT);
  const agent = await signIn(worker.agentSignInCode);
  for (const [, path] of addressesFor(AGENT_PAGES, own.flagged, own.unmarked))
    await look(path, agent);
}, 240_000);
afterAll(() => worker?.stop());

test("a number stands in every column that has words of calls or about them", () => {
  expect(untouched).toEqual([]);
});

test("no page and no answer shows it whole to those who see no numbers", () => {
  const shown = answers
    .filter(({ text }) => WHOLE.test(text))
    .map(({ path, text }) => {
      const at = text.search(WHOLE);
      return [path, text.slice(Math.max(0, at - 150), at + 30)];
    });
  expect(shown).toEqual([]);
  const masked = answers.filter(({ text }) => text.includes("•61"));
  expect(masked.length).toBeGreaterThan(20);
});

test("every address that answers with anything of a site was looked at", () => {
  const seen = answers
    .filter(({ status }) => status === 200)
    .map(({ path }) => path.split("?")[0] ?? "");
  const missed = Object.entries(ROUTE_RULES).filter(([route, rule]) => {
    if (!route.startsWith("GET ") || rule === "public" || rule === "ingest") return false;
    const pattern = new RegExp(`^${route.replace("GET ", "").replaceAll(/:\w+/g, "[^/]+")}$`);
    return !seen.some((path) => pattern.test(path)) && !NOT_LOOKED_AT.includes(route);
  });
  expect(missed).toEqual([]);
});

async function look(path: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(new URL(path, worker.url), {
    headers: { Accept: "text/html, application/json", ...headers },
  });
  // Where it was led to.
  const { pathname, search } = new URL(answer.url);
  answers.push({ path: pathname + search, status: answer.status, text: await answer.text() });
}

async function idsOf(headers: Record<string, string>, agent?: string): Promise<Ids> {
  const query = new URLSearchParams({
    days: "30",
    limit: "40",
    ...(agent === undefined ? {} : { agent }),
  });
  const answer = await fetch(new URL(`/api/qa/flagged?${query}`, worker.url), { headers });
  const calls = z.array(z.object({ recording_id: z.string() })).parse(await answer.json());
  return { flagged: calls[0]?.recording_id ?? "", unmarked: calls.at(-1)?.recording_id ?? "" };
}

async function signIn(code: string): Promise<Record<string, string>> {
  const answer = await fetch(new URL("/sign-in", worker.url), {
    method: "POST",
    headers: { Origin: new URL(worker.url).origin },
    body: new URLSearchParams({ code }),
    redirect: "manual",
  });
  return { Cookie: answer.headers.get("Set-Cookie")?.split(";")[0] ?? "" };
}
