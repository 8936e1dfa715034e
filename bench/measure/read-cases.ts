import { BUSIEST_AGENT, TODAY } from "../bench-site.ts";
import { LOOKING_AGENT } from "../fill/people/bench-people.ts";
import { CARD, RUN } from "../fill/people/scorecard-run.ts";
import type { BenchClient, Credential } from "./bench-client.ts";
import type { Known } from "./known-calls.ts";

export type ReadCase = {
  path: string;
  kind: "api" | "page";
  credential: Credential;
  /** What it may read of D1; the bound. */
  mostRows: number;
  /** For people, where the address is long. */
  name: string;
};

/** What a GET may read; a page of a list of calls has its own bound. */
const MOST_ROWS = 2000;
const LIST_PATH = "/api/qa/calls";
const mostRowsOfList = (limit: number) => 3 * limit + 100;
const PAGES_DEEP = 15;

const agent = `agent=${BUSIEST_AGENT}`;

const API = [
  "/api/qa/health",
  "/api/qa/daily-summary",
  "/api/qa/daily-summary?days=90",
  `/api/qa/daily-summary?date=${TODAY}`,
  `/api/qa/agent/${BUSIEST_AGENT}`,
  `/api/qa/agent/${BUSIEST_AGENT}?days=365`,
  "/api/qa/flagged",
  "/api/qa/flagged?days=90&limit=500",
  "/api/qa/flagged?days=90&limit=500&campaign=SALES",
  `/api/qa/flagged?days=90&limit=500&${agent}`,
  `/api/qa/flagged?days=90&limit=500&${agent}&campaign=BILLING`,
  "/api/qa/trends",
  "/api/qa/trends?days=365",
  "/api/qa/trends?days=365&campaign=SALES",
  "/api/qa/leaderboard",
  "/api/qa/leaderboard?days=90",
  "/api/qa/queue-status",
  "/api/qa/category-matrix",
  "/api/qa/category-matrix?days=90",
  "/api/qa/category-matrix.csv?days=90",
  "/api/qa/distribution",
  "/api/qa/distribution?days=365",
  "/api/qa/distribution.csv?days=365",
  `/api/qa/distribution?days=365&width=5&${agent}`,
  "/api/qa/coverage",
  "/api/qa/coverage?days=365",
  "/api/qa/coverage.csv?days=365",
  "/api/qa/reviews",
  "/api/qa/reviews?days=90&limit=500",
  `/api/qa/reviews.csv?days=90&limit=500&${agent}`,
  "/api/qa/cost",
  "/api/qa/cost?days=365",
  "/api/qa/cost-forecast",
  "/api/qa/quota",
  "/api/qa/settings",
  "/api/qa/scorecards",
  "/api/qa/scorecards.csv",
  "/api/qa/scorecards/default",
  "/api/qa/scorecard-assignments",
  "/api/qa/scorecard-assignments.csv",
  "/api/qa/scorecard-runs",
  "/api/qa/scorecard-runs.csv",
  `/api/qa/scorecards/${CARD}`,
  `/api/qa/scorecard-runs/${RUN}`,
  `/api/qa/scorecard-runs/${RUN}/calls`,
  `/api/qa/scorecard-runs/${RUN}/calls.csv`,
  `/api/qa/scorecard-runs/${RUN}/marks`,
  `/api/qa/scorecard-runs/${RUN}/marks.csv`,
  "/api/qa/alerts",
  "/api/qa/alert-settings",
  "/api/openapi.json",
  "/metrics",
];
const LISTS = [
  "",
  "limit=200&days=90",
  "limit=200&days=90&sort=call_date",
  `limit=200&days=90&${agent}`,
  "limit=200&days=90&search=agent+number+299",
  "limit=200&days=90&campaign=SALES&status=SALE&min_score=99",
  "limit=200&days=62&sort=total_score",
  "limit=200&days=62&sort=-total_score",
  "limit=200&days=62&sort=total_score&campaign=SALES",
  `limit=200&days=62&sort=total_score&${agent}`,
  "limit=200&days=62&sort=total_score&flagged=true",
  "limit=200&days=62&sort=-total_score&min_score=50&max_score=70",
];
/** Lists that are also asked for far from their beginning. */
const DEEP_LISTS = ["limit=200&days=90", "limit=200&days=62&sort=total_score"];
const PAGES = [
  "/",
  "/?days=7",
  "/?days=90",
  "/flagged",
  "/flagged?days=90",
  `/flagged?days=90&${agent}&campaign=BILLING`,
  "/agents",
  "/agents?days=90",
  "/agents?days=90&campaign=SALES",
  `/agents/${BUSIEST_AGENT}`,
  `/agents/${BUSIEST_AGENT}?days=90`,
  `/agents/${BUSIEST_AGENT}/calls?days=90&criterion=closing`,
  "/calls",
  "/calls?search=agent+number+299&columns=call&columns=campaign&columns=marks&columns=state",
  "/calls?flag=flagged&criterion=greeting&mark=le3&reviewed=no",
  `/calls?from=2026-09-01&to=2026-11-24&${agent}`,
  "/trackers",
  "/review",
  "/review?reason=sample",
  "/agreement",
  "/agreement?days=90",
  "/calibration",
  "/calibration/new",
  "/calibration/open",
  "/calibration/closed",
  "/scorecards",
  "/scorecards/default/2",
  `/scorecards/${CARD}/1`,
  `/scorecards/${CARD}/draft`,
  `/scorecards/${CARD}/2/publish`,
  `/scorecards/${CARD}/2/try`,
  `/scorecards/${CARD}/1/rescore`,
  `/scorecard-runs/${RUN}`,
  "/disputes",
  "/disputes?state=all",
  "/coaching",
  "/coaching?list=all",
  `/coaching/new?agent=${BUSIEST_AGENT}`,
  "/notices",
  "/settings",
  "/settings/judges",
  "/settings/agent",
  "/settings/people",
  `/settings/people/${LOOKING_AGENT}`,
  "/settings/tokens",
  "/settings/audit",
  "/settings/audit.csv",
  "/settings/audit.json",
  "/settings/reading",
  "/settings/reading.csv",
  "/settings/reading.json",
  "/settings/alerts",
  "/settings/alerts/preview",
  "/settings/alerts/preview/html",
  "/settings/alerts/log",
  "/calls.csv?from=2026-11-01&to=2026-11-24",
  "/preferences",
];
/** What an agent sees of themself. */
const OWN_PAGES = [
  "/me",
  "/me?days=90",
  "/me/calls",
  "/me/calls?days=90",
  "/me/coaching",
  "/notices",
];

/**
 * Every GET of the API with its default and its heaviest parameters, and every page, those of an agent as one of them
 * sees it.
 */
export async function readCases(client: BenchClient, known: Known): Promise<ReadCase[]> {
  const api = (path: string, mostRows = MOST_ROWS, name = path): ReadCase => ({
    path,
    name,
    mostRows,
    kind: "api",
    credential: "read",
  });
  const list = (query: string, name = `${LIST_PATH}?${query}`) =>
    api(
      `${LIST_PATH}?${query}`,
      mostRowsOfList(Number(new URLSearchParams(query).get("limit") ?? 50)),
      name.replace(/\?$/, ""),
    );
  const page =
    (credential: "session" | "agentSession") =>
    (path: string): ReadCase => ({
      ...api(path, MOST_ROWS, credential === "agentSession" ? `${path} (agent)` : path),
      kind: "page",
      credential,
    });
  const deep = await Promise.all(
    DEEP_LISTS.map(async (query) =>
      list(
        `${query}&cursor=${await deepCursor(client, query)}`,
        `${LIST_PATH}?${query} (page ${PAGES_DEEP + 1})`,
      ),
    ),
  );
  return [
    ...API.map((path) => api(path)),
    ...[known.withText, known.withoutText, known.uniqueid].map((id) => api(`/api/qa/call/${id}`)),
    ...LISTS.map((query) => list(query)),
    api("/api/qa/calls.csv?limit=200&days=90", mostRowsOfList(200)),
    ...deep,
    { ...api("/api/admin/tokens"), credential: "session" },
    { ...api("/api/admin/people"), credential: "session" },
    { ...api("/api/admin/alert-channels"), credential: "session" },
    { ...api("/ingest/settings"), credential: "ingest" },
    ...[
      ...PAGES,
      `/calls/${known.withText}`,
      `/calls/${known.withText}?review=1`,
      `/calls/${known.withText}?review=1&blind=1`,
      `/calls/${known.withoutText}`,
      `/calls/${known.reviewed}`,
      `/calls/${known.disputed}`,
      `/coaching/${known.task}`,
      `/coaching/new?call=${known.withText}&criterion=closing`,
      `/calibration/open/calls/${known.calibrated.open}`,
      `/calibration/closed/calls/${known.calibrated.closed}`,
    ].map(page("session")),
    ...[
      ...OWN_PAGES,
      `/calls/${known.own.call}`,
      `/calls/${known.own.disputed}`,
      `/me/coaching/${known.own.task}`,
    ].map(page("agentSession")),
  ];
}

async function deepCursor(client: BenchClient, query: string): Promise<string> {
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_DEEP; page += 1) {
    const from: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { response } = await client.get(`${LIST_PATH}?${query}${from}`, "read");
    const next = response.headers.get("X-Next-Cursor");
    if (next === null) break;
    cursor = next;
  }
  return encodeURIComponent(cursor ?? "");
}
