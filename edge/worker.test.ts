import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { countStatements } from "./db/count-statements.ts";
import { sampleUpload } from "./testing/sample-upload.ts";
import { seedSite, type SeededSite } from "./testing/seed-site.ts";
import { emptyDatabase, rows } from "./testing/table-rows.ts";
import { jsonPost } from "./testing/test-app.ts";
import worker from "./worker.ts";

/** What D1 allows one invocation on the free plan. */
const STATEMENTS_PER_INVOCATION = 50;

let site: SeededSite;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite("nordwind");
});

test("uploaded calls are scored in the same invocation, within its allowance", async () => {
  const { binding, statementsUsed } = countStatements(env.DB);
  const context = createExecutionContext();
  const upload = {
    site_id: "nordwind",
    transcripts: Array.from({ length: 12 }, (_, index) => sampleUpload(`r${index}`)),
  };
  const response = await worker.fetch(
    new Request("https://nightshift.test/ingest/transcripts", jsonPost(site.ingestToken, upload)),
    { ...env, DB: binding, SCORING_PROVIDERS: "rules" },
    context,
  );
  expect(response.status).toBe(200);
  await waitOnExecutionContext(context);
  expect(await rows("SELECT count(*) AS scores FROM score")).toEqual([{ scores: 4 }]);
  expect(statementsUsed()).toBeLessThanOrEqual(STATEMENTS_PER_INVOCATION);
});
