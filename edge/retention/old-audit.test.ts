import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { seedSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { removeOldAudit } from "./old-audit.repository.ts";

const DAY_MS = 86_400_000;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
});

test("entries go after the site's days, some at a time; without days, and before that, nothing can delete them", async () => {
  // The triggers know the real time only.
  const now = Date.now();
  const insert = env.DB.prepare(
    "INSERT INTO audit_event VALUES (?, 'nordwind', ?, 'x', 'y', '{}')",
  );
  const view = env.DB.prepare(
    "INSERT INTO transcript_view VALUES ('nordwind', ?, 'x', ?, 0, 'api')",
  );
  await env.DB.batch(
    Array.from({ length: 40 }, (_, day) => [
      insert.bind(`e${day}`, now - (100 + day) * DAY_MS),
      view.bind(now - (80 + day) * DAY_MS, `r${day}`),
    ]).flat(),
  );
  const remove = () => removeOldAudit(openDatabase(env.DB), now);
  expect(await remove()).toBe(0);
  await expect(env.DB.prepare("DELETE FROM audit_event").run()).rejects.toThrow("only added to");
  await env.DB.prepare("UPDATE site SET audit_days = 110").run();
  // of the events 29 are older, of the views 9
  expect(await remove()).toBe(25 + 9);
  expect(await remove()).toBe(4);
  expect(await remove()).toBe(0);
  expect(await rows("SELECT count(*) AS n FROM audit_event")).toEqual([{ n: 11 }]);
  await expect(env.DB.prepare("DELETE FROM transcript_view").run()).rejects.toThrow(
    "only added to",
  );
});
