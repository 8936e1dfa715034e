import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import { trendsSchema } from "#shared/contracts/qa-api.ts";

import { AnswerCache } from "./answer-cache.ts";
import { qaApiRoutes } from "./qa-api.routes.ts";
import { allMarks } from "./testing/all-marks.ts";
import { readerApp } from "./testing/reader-app.ts";
import { seedCalls, seedSite } from "./testing/seed-site.ts";

/** 21:30 on the 21st in New York, 02:30 on the 22nd in UTC, 11:30 on the 22nd in Tokyo. */
const CALL_AT = "2026-11-22T02:30:00Z";

test.each([
  ["America/New_York", "2026-11-21", "2026-11-22T04:59:00Z", true],
  ["America/New_York", "2026-11-21", "2026-11-28T05:01:00Z", false],
  ["Asia/Tokyo", "2026-11-22", "2026-11-28T14:59:00Z", true],
  ["Asia/Tokyo", "2026-11-22", "2026-11-28T15:01:00Z", false],
  ["UTC", "2026-11-22", "2026-11-28T23:59:00Z", true],
])("in %s the call is of %s, and at %s within 7 days: %s", async (timeZone, date, now, within) => {
  const site = { id: `${timeZone} ${now}`, name: "Site", timeZone };
  await seedSite(env.DB, site);
  await seedCalls(env.DB, site, [{ recordingId: "r", startedAt: CALL_AT, marks: allMarks("4") }]);
  const app = readerApp(site, now, (mounted) =>
    mounted.route("/api", qaApiRoutes(new AnswerCache())),
  );
  const dates = async (query: string) =>
    trendsSchema
      .parse(await (await app.request(`/api/qa/trends?${query}`)).json())
      .map((day) => day.date);
  expect(await dates("days=7")).toEqual(within ? [date] : []);
  // Instants stand for the site's date that they fall on.
  expect(await dates(`from=${CALL_AT}&to=${Date.parse(CALL_AT)}`)).toEqual([date]);
});
