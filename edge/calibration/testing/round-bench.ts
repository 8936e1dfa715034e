import { env } from "cloudflare:workers";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { allMarks } from "../../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls, seedSite } from "../../qa-api/testing/seed-site.ts";
import { seedPerson, signedInAs } from "../../testing/signed-in.ts";
import { emptyDatabase } from "../../testing/table-rows.ts";
import { testApp, type TestApp } from "../../testing/test-app.ts";

const NOW_MS = Date.parse("2026-11-24T09:30:00Z");

export type Person = { id: string; cookie: string };
export type Form = Record<string, string | string[]>;
export type Answer = { status: number; location: string | null; text: string };

export type RoundBench = {
  app: TestApp;
  manager: Person;
  ann: Person;
  bob: Person;
  /** Reviews calls, and is asked to mark none. */
  stranger: Person;
  /** A page, or a form sent; its text has apostrophes as they read. */
  ask: (who: Person, path: string, form?: Form) => Promise<Answer>;
  /** What a manager fills in: Ann and Bob mark the calls a and b. */
  roundForm: (more?: Form) => Form;
  /** Makes a round and answers with its path. */
  open: (more?: Form) => Promise<string>;
};

/** An empty database with a site, two scored calls and one without a score, and four people. */
export async function roundBench(
  bindings: Parameters<typeof testApp>[1] = {},
): Promise<RoundBench> {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  const app = testApp(NOW_MS, bindings);
  const manager = await person("manager", "Mona Manager");
  const ann = await person("reviewer", "Ann Rater");
  const bob = await person("reviewer", "Bob Rater");
  const stranger = await person("reviewer", "Sam Stranger");
  await seedCalls(env.DB, LONDON, [
    { recordingId: "a", startedAt: "2026-11-22T09:00:00Z", marks: allMarks("2") },
    { recordingId: "b", startedAt: "2026-11-22T10:00:00Z", marks: allMarks("4") },
    { recordingId: "unscored", startedAt: "2026-11-22T11:00:00Z" },
  ]);

  const ask: RoundBench["ask"] = async (who, path, form) => {
    const response = await app.request(path, {
      method: form === undefined ? "GET" : "POST",
      headers: {
        Accept: "text/html",
        Cookie: who.cookie,
        Origin: "https://nightshift.test",
        ...(form === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
      },
      ...(form === undefined ? {} : { body: encode(form) }),
    });
    const text = (await response.text()).replaceAll("&#39;", "'");
    return { status: response.status, location: response.headers.get("Location"), text };
  };
  const roundForm = (more: Form = {}): Form => ({
    name: "November",
    due: "2026-12-01",
    rater: [ann.id, bob.id],
    expert: "",
    calls: "a\nhttps://nightshift.test/calls/b?review=1",
    count: "10",
    campaign: "",
    from: "2026-11-01",
    to: "2026-11-24",
    from_score: "20",
    to_score: "100",
    ...more,
  });
  const open = async (more: Form = {}) => {
    const made = await ask(manager, "/calibration", roundForm(more));
    return made.location?.split("?")[0] ?? `not made: ${made.status}`;
  };
  return { app, manager, ann, bob, stranger, ask, roundForm, open };
}

async function person(role: "manager" | "reviewer", name: string): Promise<Person> {
  const id = await seedPerson(LONDON.id, role);
  await env.DB.prepare("UPDATE person SET name = ? WHERE id = ?").bind(name, id).run();
  return { id, cookie: await signedInAs(LONDON.id, id) };
}

function encode(form: Form): string {
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}

/** The form of a rater who gives every criterion the same mark. */
export function marked(mark: string, more: Form = {}): Form {
  return {
    ...Object.fromEntries(defaultScorecard.criteria.map(({ id }) => [`mark.${id}`, mark])),
    ...more,
  };
}
