import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { insertRun } from "../scorecards/runs.repository.ts";
import { createScorecard } from "../scorecards/scorecards.usecase.ts";
import { seedSite } from "../testing/seed-site.ts";
import { seedPerson, signedIn } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";
import { seedBusySite } from "./testing/busy-site.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const app = testApp(NOW_MS);

const schemaOf = z.looseObject({});
const contentSchema = z.record(z.string(), z.object({ schema: schemaOf }));
const operationSchema = z.looseObject({
  parameters: z.array(
    z.object({ name: z.string(), in: z.enum(["path", "query"]), schema: schemaOf }),
  ),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.object({ content: contentSchema.optional() })),
});
const documentSchema = z.object({
  openapi: z.literal("3.1.0"),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.object({ Error: schemaOf }) }),
});

/** What stands for `{…}`, and which parameters are tried beside none. */
const PATH_PARAMETERS: Record<string, string[]> = {
  "/api/qa/agent/{user}": ["1001"],
  "/api/qa/call/{id}": ["r000001", "r000002", "ur000003", "r000014"],
  "/api/qa/scorecards/{id}": ["sales"],
  "/api/qa/scorecard-runs/{id}": ["a-run"],
  "/api/qa/scorecard-runs/{id}/calls": ["a-run"],
  "/api/qa/scorecard-runs/{id}/calls.csv": ["a-run"],
  "/api/qa/scorecard-runs/{id}/marks": ["a-run"],
  "/api/qa/scorecard-runs/{id}/marks.csv": ["a-run"],
};
const TRIED: Record<string, string> = {
  days: "30",
  from: "2026-11-01",
  to: String(NOW_MS),
  date: "2026-11-20T10:00:00Z",
  limit: "20",
  agent: "1001",
  campaign: "SALES",
  min_calls: "1",
  width: "5",
  status: "SALE",
  min_score: "30",
  max_score: "90.5",
  flagged: "true",
  state: "complete",
  search: "agent",
  sort: "total_score",
  version: "1",
};
/** One that only an answer can give. */
const NOT_TRIED = new Set(["cursor"]);

let cookies: Record<"busy" | "empty", string>;
let document: z.infer<typeof documentSchema>;
beforeAll(async () => {
  await seedSite("busy");
  await seedSite("empty");
  await seedBusySite(env.DB, "busy", "2026-11-23", 2000);
  await seedRun("busy", "a-run");
  cookies = { busy: await signedIn("busy", "admin"), empty: await signedIn("empty", "admin") };
  document = documentSchema.parse(await (await get("/api/openapi.json", "busy")).json());
});

const get = (path: string, site: "busy" | "empty") =>
  app.request(path, { headers: { Cookie: cookies[site] } });

const { id: _id, version: _version, ...CONTENT } = defaultScorecard;

/** Calls that are scored and have a transcript. */
let scored: string[];

/** A card with a draft, and a try of it that has come to something on one call. */
async function seedRun(siteId: string, runId: string): Promise<void> {
  const by = { actor: "test", nowMs: NOW_MS };
  const db = openDatabase(env.DB);
  await createScorecard(db, siteId, { id: "sales", content: CONTENT }, by);
  const card = { id: "sales", version: 1, ...CONTENT };
  const { results } = await env.DB.prepare(
    "SELECT recording_id AS id FROM scoring_job WHERE site_id = ? AND state = 'done' LIMIT 2",
  )
    .bind(siteId)
    .all<{ id: string }>();
  scored = results.map(({ id }) => id);
  await env.DB.prepare(
    `INSERT INTO transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count,
                             audio_sec, speech_sec, transcription_sec, redactions, received_at)
     SELECT ?1, value, 1, 'h', 'en', 'm', '[]', 0, 1, 1, 1, '{}', 0 FROM json_each(?2)`,
  )
    .bind(siteId, JSON.stringify(scored))
    .run();
  const run = { id: runId, kind: "try" as const, card, limit: 2 };
  const event = { atMs: NOW_MS, actor: "test", action: "test", detail: {} };
  const selection = { kind: "ids" as const, recordingIds: scored };
  expect(await insertRun(db, siteId, { ...run, selection }, event)).toBe(2);
  const marks = JSON.stringify([{ id: "greeting", mark: "NA", rationale: "Not heard." }]);
  await env.DB.prepare(
    `UPDATE scorecard_run_call SET state = 'done', after_total = 80.5, after_flagged = 1, after_flag_reason = 'Abuse',
       after_marks = ?, provider = 'gemini', model = 'm', cost_usd = 0.002
     WHERE recording_id = ?`,
  )
    .bind(marks, scored[0] ?? "")
    .run();
}

type Operation = z.infer<typeof operationSchema>;

/** The addresses to fetch for one path: without parameters, and with each of them that can be. */
function addresses(path: string, operation: Operation): string[] {
  const filled = (PATH_PARAMETERS[path] ?? [""]).map((value) => path.replace(/\{\w+\}/, value));
  const queries = operation.parameters
    .filter((parameter) => parameter.in === "query" && !NOT_TRIED.has(parameter.name))
    .map(({ name }) => `?${name}=${TRIED[name] ?? `untried-${name}`}`);
  return filled.flatMap((address) => ["", ...queries].map((query) => `${address}${query}`));
}

/** The schema of the document itself, made strict by what it says of further keys. */
function answersBy(schema: object): z.ZodType {
  return z.fromJSONSchema({ ...schema, components: undefined });
}

async function expectDescribed(response: Response, operation: Operation): Promise<void> {
  const described = operation.responses[String(response.status)]?.content;
  const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
  const schema = response.ok ? described?.[type]?.schema : ERROR;
  expect(schema).toBeDefined();
  const body: unknown = type === "text/csv" ? await response.text() : await response.json();
  const parsed = answersBy(schema ?? {}).safeParse(body);
  expect(parsed.error?.issues ?? []).toEqual([]);
}
const ERROR = {
  type: "object",
  required: ["error"],
  additionalProperties: false,
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "request_id"],
      properties: {
        code: { type: "string" },
        message: { type: "string" },
        request_id: { type: "string" },
      },
    },
  },
};

describe.each(["busy", "empty"] as const)("of a %s site", (site) => {
  test("every GET answers as the document says, to the last key", async () => {
    let answers = 0;
    for (const [path, { get: operation }] of Object.entries(document.paths)) {
      if (operation === undefined) continue;
      for (const address of addresses(path, operation)) {
        const response = await get(address, site);
        const mayBeMissing = path.includes("{") && site === "empty";
        expect([address, response.status]).toEqual([address, mayBeMissing ? 404 : 200]);
        await expectDescribed(response, operation);
        answers += 1;
      }
    }
    expect(answers).toBeGreaterThan(80);
  });
});

test("what is changed answers as the document says", async () => {
  const send = (path: string, method: string, body?: unknown) =>
    app.request(path, {
      method,
      headers: { Cookie: cookies.busy, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const bodies: Record<string, unknown> = {
    "patch /api/qa/settings": {
      language: "es",
      campaigns: [{ campaign_id: "SALES", language: "en" }],
    },
    "patch /api/qa/alert-settings": { digest_hour: 7, public_url: "https://qa.nordwind.example" },
    "post /api/admin/alert-channels": {
      kind: "webhook",
      label: "Ours",
      address: "https://hooks.nordwind.example/qa",
      topics: ["alerts"],
    },
    "post /api/admin/tokens": { scope: "read", label: "Grafana", expires_in_days: 90 },
    "post /api/admin/people": { name: "Agnes", role: "agent", agent_user: "1001" },
    "patch /api/admin/people/{id}": { disabled: false },
    "post /api/admin/sign-in-links": { person_id: await seedPerson("busy", "manager") },
    "post /api/qa/scorecards": {
      id: "support",
      copy_of: { id: "default", version: defaultScorecard.version },
    },
    "put /api/qa/scorecards/{id}/draft": { ...CONTENT, flag_below: 65.5 },
    "post /api/qa/scorecards/{id}/publish": { version: 1 },
    "post /api/qa/scorecards/{id}/try": { version: 1, recording_ids: scored },
    "post /api/qa/scorecards/{id}/rescore": { version: 1, recording_ids: scored },
    "post /api/qa/scorecards/{id}/retire": { version: 1 },
    "post /api/qa/scorecard-assignments": {
      campaign_id: "SALES",
      scorecard_id: "default",
    },
  };
  const ids: Record<string, string> = {
    "/api/qa/scorecards/{id}": "sales",
    "/api/qa/scorecard-runs/{id}": "a-run",
    "/api/admin/people/{id}": await seedPerson("busy", "reviewer"),
  };
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (method === "get" || method === "delete") continue;
      const body = bodies[`${method} ${path}`];
      const requested = operation.requestBody?.content["application/json"]?.schema ?? {};
      expect(answersBy(requested).safeParse(body).error?.issues ?? []).toEqual([]);
      const [, base = "", rest = ""] = /^(.*\{id\})(.*)$/.exec(path) ?? [];
      const address = base === "" ? path : `${base.replace("{id}", ids[base] ?? "")}${rest}`;
      const response = await send(address, method.toUpperCase(), body);
      expect([address, response.ok]).toEqual([address, true]);
      await expectDescribed(response, operation);
      await expectDescribed(await send(address, method.toUpperCase(), { nonsense: 1 }), operation);
    }
  }
  const { id } = z
    .object({ id: z.string() })
    .parse(await (await send("/api/admin/tokens", "POST", { scope: "read", label: "x" })).json());
  expect((await send(`/api/admin/tokens/${id}`, "DELETE")).status).toBe(204);
});

test("a schema that lacks a key would not pass", async () => {
  const strict = answersBy(
    document.paths["/api/qa/health"]?.["get"]?.responses["200"]?.content?.["application/json"]
      ?.schema ?? {},
  );
  const health = z.looseObject({}).parse(await (await get("/api/qa/health", "busy")).json());
  expect(strict.safeParse(health).success).toBe(true);
  expect(strict.safeParse({ ...health, more: 1 }).success).toBe(false);
});

test("every route under /api is in the document, and nothing else", () => {
  const mounted = app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  expect(new Set(mounted)).toEqual(new Set(described));
});
