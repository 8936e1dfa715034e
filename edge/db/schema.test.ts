import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("the migrations create every table of the schema", async () => {
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\' order by name",
  ).all<{ name: string }>();
  expect(results.map((row) => row.name)).toEqual(
    expect.arrayContaining(["call", "score", "scoring_job"]),
  );
});
