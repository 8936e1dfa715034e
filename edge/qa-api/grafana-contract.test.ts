import { env } from "cloudflare:workers";
import jsonata from "jsonata";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import type { Mark } from "#shared/scoring/score-call.ts";

// oxlint-disable-next-line no-restricted-imports -- what is said in the demo, none of its code
import demoCalls from "../../demo/calls/truth.json" with { type: "json" };
import managers from "../../grafana/dashboards/managers.json" with { type: "json" };
import pipeline from "../../grafana/dashboards/pipeline.json" with { type: "json" };
import alerting from "../../grafana/provisioning/alerting/nightshift.json" with { type: "json" };
import datasource from "../../grafana/provisioning/datasources/nightshift.yml?raw";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";
import { seedCalls } from "./testing/seed-site.ts";

/*
 * What grafana/ asks of the API, asked of the API: Grafana shows an empty panel where a column is missing, and says nothing.
 */
const NOW = "2026-11-24T06:00:30Z";
const CALLED_AT = "2026-11-23T14:02:31Z";

const columnSchema = z.strictObject({
  selector: z.string().min(1),
  text: z.string().min(1),
  type: z.enum(["number", "string", "timestamp"]),
  /** Go's layout; without it an RFC 3339 time. */
  timestampFormat: z.literal("2006-01-02").optional(),
});
type Column = z.infer<typeof columnSchema>;

const nightshiftSchema = z.strictObject({
  type: z.literal("yesoreyeram-infinity-datasource"),
  uid: z.literal("nightshift"),
});

const targetSchema = z.strictObject({
  refId: z.literal("A"),
  datasource: nightshiftSchema,
  type: z.literal("json"),
  source: z.literal("url"),
  // Not the default, and neither alerts nor shared dashboards work without it.
  parser: z.literal("backend"),
  format: z.literal("table"),
  url: z.string().startsWith("/api/qa/"),
  url_options: z.strictObject({ method: z.literal("GET"), data: z.literal("") }),
  // Infinity tries it as a path of gjson first and as JSONata after that; these are no paths of gjson.
  root_selector: z.union([z.literal(""), z.string().regex(/^\$\$?\./)]),
  columns: z.array(columnSchema).min(1),
  filters: z.tuple([]),
});
type Target = z.infer<typeof targetSchema>;

const overrideSchema = z.object({
  matcher: z.object({ id: z.literal("byName"), options: z.string() }),
});

const dashboardSchema = z.object({
  uid: z.string(),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      datasource: nightshiftSchema,
      fieldConfig: z.object({ overrides: z.array(overrideSchema) }),
      options: z.object({ xField: z.string().optional() }),
      transformations: z
        .array(
          z.object({
            options: z.object({
              rowField: z.string().optional(),
              columnField: z.string().optional(),
              valueField: z.string().optional(),
              fields: z.array(z.string()).optional(),
            }),
          }),
        )
        .optional(),
      targets: z.tuple([targetSchema]),
    }),
  ),
});

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          uid: z.string(),
          data: z.tuple([
            z.object({ datasourceUid: z.literal("nightshift"), model: targetSchema }),
            z.object({ datasourceUid: z.literal("__expr__") }),
          ]),
        }),
      ),
    }),
  ),
});

const openApiSchema = z.object({
  paths: z.record(
    z.string(),
    z.object({
      get: z.object({ parameters: z.array(z.object({ name: z.string() })).default([]) }).optional(),
    }),
  ),
});

const dashboards = [managers, pipeline].map((dashboard) => dashboardSchema.parse(dashboard));
const panels = dashboards.flatMap(({ uid, panels }) =>
  panels.map((panel) => ({ ...panel, name: `${uid}: ${panel.title}` })),
);
const rules = rulesSchema.parse(alerting).groups.flatMap((group) => group.rules);
const targets: { name: string; target: Target }[] = [
  ...panels.map(({ name, targets: [target] }) => ({ name, target })),
  ...rules.map(({ uid, data: [query] }) => ({ name: `alert ${uid}`, target: query.model })),
];

const app = testApp(Date.parse(NOW));
let full: string;
let empty: string;
beforeAll(async () => {
  await emptyDatabase();
  empty = (await seedSite("new")).readToken;
  full = (await seedSite("northgate")).readToken;
});

async function ask(token: string, url: string): Promise<unknown> {
  const response = await app.request(url, { headers: { Authorization: `Bearer ${token}` } });
  const text = await response.text();
  expect(response.status, `${url}: ${text}`).toBe(200);
  return JSON.parse(text);
}

/** A target's answer as Infinity has it before it looks for columns: the macros filled in, the root selected. */
async function rowsOf(token: string, { url, root_selector: root }: Target): Promise<unknown[]> {
  const filled = url
    .replace("${__timeFrom:date:iso}", "2026-10-25T06:00:30.000Z")
    .replace("${__timeTo:date:iso}", new Date(NOW).toISOString());
  expect(filled).not.toContain("$");
  const body = await ask(token, filled);
  // What JSONata makes has a mark of its own on arrays, which JSON leaves behind.
  const selected: unknown =
    root === "" ? body : JSON.parse(JSON.stringify(await jsonata(root).evaluate(body)));
  return Array.isArray(selected) ? selected : [selected];
}

/** Follows a selector such as `status_counts.error`; every step of it has to be there. */
function select(row: unknown, selector: string): unknown {
  return selector.split(".").reduce((value: unknown, key) => {
    const record = z.record(z.string(), z.unknown()).parse(value);
    expect(Object.keys(record), `column ${selector}`).toContain(key);
    return record[key];
  }, row);
}

function expectType(value: unknown, { selector, type, timestampFormat }: Column): void {
  const schema =
    type === "number"
      ? z.number()
      : type === "string"
        ? z.string()
        : timestampFormat === undefined
          ? z.iso.datetime()
          : z.iso.date();
  expect(schema.safeParse(value).error, `${selector} is no ${type}: ${String(value)}`).toBe(
    undefined,
  );
}

/** The columns' values, each of its type or null; answers with the selectors that were null in every row. */
function expectColumns(rows: unknown[], columns: Column[]): string[] {
  return columns
    .filter((column) => {
      const values = rows.map((row) => select(row, column.selector));
      const known = values.filter((value) => value !== null);
      for (const value of known) expectType(value, column);
      return known.length === 0;
    })
    .map(({ selector }) => selector);
}

describe("every target", () => {
  beforeAll(async () => {
    const bench = scoringBench("northgate", Date.parse(NOW));
    // Three of each, because an agent needs three calls on a day to be the best of it.
    const uploads = demoCalls.flatMap((call) =>
      ["a", "b", "c"].map((copy) =>
        sampleUpload(
          `${call.recording_id}${copy}`,
          {
            agent_user: call.agent_user,
            agent_name: call.agent_name,
            campaign_id: call.campaign_id,
            call_status: call.call_status,
            duration_sec: call.duration,
            started_at: CALLED_AT,
          },
          call.truth.map(({ text }) => text),
        ),
      ),
    );
    const marks: Mark[] = ["5", "4", "3", "2"];
    let judged = 0;
    const judge = standInJudge((request) => {
      judged += 1;
      return answered(judgementOf(marks[judged % marks.length] ?? "3", request));
    });
    await bench.upload(...uploads);
    await bench.tick([judge]);
    await seedCalls(env.DB, { id: "northgate", name: "Northgate", timeZone: "America/New_York" }, [
      { recordingId: "broken", uniqueid: "1.1", startedAt: CALLED_AT, agentState: "failed" },
    ]);
  });

  test.each(targets)("has its columns of the demo's calls: $name", async ({ target }) => {
    const rows = await rowsOf(full, target);
    expect(rows).not.toEqual([]);
    expect(expectColumns(rows, target.columns), "columns that are null everywhere").toEqual([]);
  });

  test.each(targets)("has its columns, or no rows, without calls: $name", async ({ target }) => {
    expectColumns(await rowsOf(empty, target), target.columns);
  });

  test.each(targets)("asks with parameters that the address knows: $name", async ({ target }) => {
    const { paths } = openApiSchema.parse(await ask(full, "/api/openapi.json"));
    const [path = "", query = ""] = target.url.split("?");
    const known = paths[path]?.get?.parameters.map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...new URLSearchParams(query).keys()]));
  });

  test.each(targets)("takes the time range whole or not at all: $name", ({ target }) => {
    const range = "from=${__timeFrom:date:iso}&to=${__timeTo:date:iso}";
    const [, query = ""] = target.url.split("?");
    expect(query.replace(range, "")).not.toMatch(/\b(from|to)=/);
  });

  test("of older setups still finds what it reads", async () => {
    const read = async (url: string, path: string): Promise<unknown> =>
      JSON.parse(JSON.stringify(await jsonata(path).evaluate(await ask(full, url))));
    const averages = z.array(z.number()).min(1);
    const today = "/api/qa/daily-summary?days=1";
    // Yesterday's calls are all there is: today's row is not made up.
    expect(await ask(full, today)).toEqual([]);
    const latest = z.number().parse(await read("/api/qa/daily-summary?days=2", "$[0].avg_score"));
    app.clock.nowMs -= 86_400_000;
    expect(await read(today, "$[0].avg_score")).toBe(latest);
    app.clock.nowMs += 86_400_000;
    const trends = "/api/qa/trends";
    expect(await read(trends, "[$.avg_score]").then((all) => averages.parse(all))).toEqual([
      latest,
    ]);
    expect(await read(trends, "[$.date]")).toEqual(["2026-11-23"]);
  });
});

describe("the files agree", () => {
  test("on the datasource's uid, and carry no secret", () => {
    expect(datasource).toMatch(/^    uid: nightshift$/m);
    expect(datasource).toMatch(/^      bearerToken: \$NIGHTSHIFT_TOKEN$/m);
    expect(datasource).toMatch(/^      auth_method: bearerToken$/m);
    expect(datasource).toMatch(/^        - \$NIGHTSHIFT_URL$/m);
  });

  test("on uids and panel ids, each once", () => {
    expect(dashboards.map(({ uid }) => uid)).toEqual([
      "nightshift-managers",
      "nightshift-pipeline",
    ]);
    for (const ids of [
      ...dashboards.map((dashboard) => dashboard.panels.map(({ id }) => id)),
      rules.map(({ uid }) => uid),
    ]) {
      expect(new Set<string | number>(ids).size).toBe(ids.length);
    }
  });

  test.each(panels)("on the names of columns: $name", (panel) => {
    const fields = (panel.transformations ?? []).flatMap(
      ({ options: { rowField, columnField, valueField, fields = [] } }) =>
        [rowField, columnField, valueField].concat(fields),
    );
    const named = [
      ...panel.fieldConfig.overrides.map(({ matcher }) => matcher.options),
      panel.options.xField,
      ...fields,
    ].filter((name) => name !== undefined);
    const [{ columns }] = panel.targets;
    // Grafana names the first column of a matrix after the fields of its rows and its columns.
    const matrix = `${fields[0]}\\${fields[1]}`;
    expect([...columns.map(({ text }) => text), matrix]).toEqual(expect.arrayContaining(named));
  });

  test.each(rules)("on what can be alerted on: $uid", ({ data: [{ model }] }) => {
    const types = model.columns.map(({ type }) => type);
    // Grafana makes an alert of one number, with texts for its labels; a time leaves it pending.
    expect(types.filter((type) => type === "number")).toHaveLength(1);
    expect(types).not.toContain("timestamp");
    // Provisioning reads $… as variables of the environment, here the macros of the time range.
    expect(model.url).not.toContain("$");
    // JSONata's $$ is the root, and so is the $ that provisioning may make of it.
    expect(model.root_selector).not.toMatch(/^\$\./);
  });
});
