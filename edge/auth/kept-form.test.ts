import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, seedSite } from "../qa-api/testing/seed-site.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";

const PATH = "/calls/a/reviews?from=here";
const COMMENT = '"><script>alert(1)</script>\u202eevil\nsecond line';
const FORM = new URLSearchParams([
  ...defaultScorecard.criteria.map(({ id }): [string, string] => [`mark.${id}`, "3"]),
  ["auto_fail", "abuse"],
  ["auto_fail", "card_data_aloud"],
  ["comment", COMMENT],
]);

let app: TestApp;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  await seedCalls(env.DB, LONDON, [
    { recordingId: "a", startedAt: "2026-11-22T09:00:00Z", marks: allMarks("2") },
  ]);
  app = testApp(Date.parse("2026-11-24T09:30:00Z"));
});

const send = (body: URLSearchParams, headers: Record<string, string>) =>
  app.request(PATH, {
    method: "POST",
    headers: {
      Accept: "text/html",
      "Content-Type": "application/x-www-form-urlencoded",
      Origin: "https://nightshift.test",
      ...headers,
    },
    body: body.toString(),
  });

/** What the page's form would send, as a browser reads it. */
async function formOf(page: Response): Promise<{ action: string; fields: URLSearchParams }> {
  const fields = new URLSearchParams();
  let action = "";
  await new HTMLRewriter()
    .on("form", { element: (form) => void (action = form.getAttribute("action") ?? "") })
    .on("input", {
      element: (input) =>
        fields.append(
          input.getAttribute("name") ?? "",
          (input.getAttribute("value") ?? "")
            .replaceAll("&quot;", '"')
            .replaceAll("&lt;", "<")
            .replaceAll("&gt;", ">"),
        ),
    })
    .transform(page)
    .arrayBuffer();
  return { action, fields };
}

test("a form that is sent after the session ended comes back whole, and is stored once there is one", async () => {
  const ended = await send(FORM, {});
  expect(ended.status).toBe(401);
  expect(ended.headers.get("Cache-Control")).toBe("no-store");
  const copy = ended.clone();
  expect(await copy.text()).not.toContain("<script>alert");
  const { action, fields } = await formOf(ended);
  expect(action).toBe(PATH);
  expect(fields.toString()).toBe(FORM.toString());
  expect(await rows("SELECT id FROM review")).toEqual([]);
  const cookie = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "reviewer"));
  expect((await send(fields, { Cookie: cookie })).status).toBe(303);
  expect(await rows("SELECT comment, auto_fails FROM review")).toEqual([
    { comment: COMMENT, auto_fails: '["abuse","card_data_aloud"]' },
  ]);
});

test("another site's form is refused and not shown", async () => {
  const refused = await send(FORM, { Origin: "https://evil.test" });
  expect(refused.status).toBe(403);
  expect(await refused.text()).not.toContain("second line");
});
