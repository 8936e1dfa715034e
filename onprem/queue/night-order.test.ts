import type { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import {
  ADMIT_AT_ONCE,
  NOON,
  openTestQueue,
  queueRecordings,
  seenFile,
  seenRecording,
  someTranscript,
  stateOf,
} from "../testing/queue-fixture.ts";
import { admitRecordings } from "./admit-recordings.ts";
import {
  claimRecording,
  nextDueAt,
  NEXT_DUE_SQL,
  NEXT_SQL,
  somethingToClaim,
} from "./claim-recording.ts";
import { noteRecording, type SeenRecording } from "./note-recording.ts";
import { inTransaction } from "./open-database.ts";
import { rankAgents } from "./rank-agents.ts";
import { settleRecording } from "./settle-recording.ts";

const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };

function queue(db: DatabaseSync, seen: SeenRecording[]): void {
  inTransaction(db, () => {
    for (const recording of seen) noteRecording(db, recording, NOON);
    admitRecordings(db, ADMIT_AT_ONCE, NOON);
  });
}

function claimNext(db: DatabaseSync, count: number): { id: string; agent: string }[] {
  return Array.from({ length: count }, () => claimRecording(db, lease, NOON)).flatMap((row) =>
    row === null ? [] : [{ id: row.recording_id, agent: row.agent_user ?? "" }],
  );
}

function countBy(values: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** A day of 30 agents with 20 calls each, but for the first, who makes half of all 1160. */
function unevenDay(localDate = "2026-11-20"): SeenRecording[] {
  return Array.from({ length: 30 }, (_, agent) =>
    Array.from({ length: agent === 0 ? 580 : 20 }, (_, call) =>
      seenRecording(`${localDate}-${agent}-${call}`, {
        agentUser: String(1000 + agent),
        localDate,
        startedAt: NOON - 3_600_000 + agent * 1000 + call * 60_000,
      }),
    ),
  ).flat();
}

describe("a backlog larger than a night", () => {
  test("hears every agent equally often, though one makes half of all calls", () => {
    const db = openTestQueue();
    queue(db, unevenDay());
    rankAgents(db);
    const heard = countBy(claimNext(db, 300).map((claimed) => claimed.agent));
    expect(heard.size).toBe(30);
    expect(new Set(heard.values())).toEqual(new Set([10]));
  });

  test("takes an agent's calls of the day at random, not the first ones", () => {
    const db = openTestQueue();
    queue(db, unevenDay());
    rankAgents(db);
    const calls = claimNext(db, 300)
      .filter((claimed) => claimed.agent === "1005")
      .map((claimed) => Number(claimed.id.split("-").at(-1)));
    expect(Math.max(...calls)).toBeGreaterThan(11);
  });

  test("goes on evenly when more of the day's calls come in and some were done or skipped", () => {
    const db = openTestQueue();
    const day = unevenDay();
    queue(
      db,
      day.filter((_, index) => index % 2 === 0),
    );
    rankAgents(db);
    const first = claimNext(db, 90);
    for (const [index, { id }] of first.entries()) {
      const outcome =
        index % 9 === 0
          ? ({ kind: "skipped", code: "no_speech", reason: "silent", durationSec: 60 } as const)
          : ({
              kind: "error",
              code: "x",
              reason: "x",
              permanent: false,
              durationSec: null,
            } as const);
      // What ended in an error stays claimed by its place; it counts as heard here.
      if (outcome.kind === "skipped") settleRecording(db, id, lease.owner, outcome, NOON);
    }
    queue(
      db,
      day.filter((_, index) => index % 2 === 1),
    );
    rankAgents(db);
    const skipped = new Set(first.filter((_, index) => index % 9 === 0).map(({ id }) => id));
    const heard = [...first.filter(({ id }) => !skipped.has(id)), ...claimNext(db, 220)];
    const counts = [...countBy(heard.map(({ agent }) => agent)).values()];
    expect(counts).toHaveLength(30);
    // New calls may come before those that were done in the random order, by which one may be a few ahead.
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(6);
  });

  test("hears each day's agents anew", () => {
    const db = openTestQueue();
    queue(db, [...unevenDay("2026-11-19"), ...unevenDay("2026-11-20")]);
    rankAgents(db);
    const heard = countBy(claimNext(db, 120).map(({ id, agent }) => `${id.slice(0, 10)} ${agent}`));
    expect(heard.size).toBe(60);
    expect(new Set(heard.values())).toEqual(new Set([2]));
  });

  test("ranking again changes nothing", () => {
    const db = openTestQueue();
    queue(db, unevenDay());
    expect(rankAgents(db)).toBe(1160);
    expect(rankAgents(db)).toBe(0);
  });
});

describe("before that come", () => {
  test("recordings whose file is removed soonest, then campaigns by their priority", () => {
    const db = openTestQueue();
    const doomed = (id: string, lastNight: string, priority: number) =>
      seenRecording(id, { priority, file: seenFile(id, { lastNight }) });
    queue(db, [
      ...unevenDay(),
      seenRecording("sales", { priority: 10 }),
      seenRecording("complaints", { priority: 50 }),
      seenRecording("unimportant", { priority: -5 }),
      doomed("tomorrow", "2026-11-21", 0),
      doomed("tonight", "2026-11-20", 0),
      doomed("tonight-important", "2026-11-20", 5),
    ]);
    rankAgents(db);
    expect(claimNext(db, 5).map(({ id }) => id)).toEqual([
      "tonight-important",
      "tonight",
      "tomorrow",
      "complaints",
      "sales",
    ]);
    expect(claimNext(db, 1161).at(-1)?.id).toBe("unimportant");
  });
});

describe("what fits", () => {
  test("smaller recordings are taken where the first in turn is too long", () => {
    const db = openTestQueue();
    queue(db, [
      seenRecording("long", { priority: 9, expectedSec: 3600 }),
      seenRecording("short", { expectedSec: 60 }),
    ]);
    expect(claimRecording(db, lease, NOON, 59)).toBeNull();
    expect(somethingToClaim(db, NOON, 59)).toBe(false);
    expect(claimRecording(db, lease, NOON, 60)).toMatchObject({ recording_id: "short" });
    expect(claimRecording(db, lease, NOON, 3600)).toMatchObject({ recording_id: "long" });
  });

  test("long recordings are worked on beside each other only as far as memory is planned for them", () => {
    const db = openTestQueue();
    const hours = (count: number) => ({
      expectedSec: count * 3600,
      file: seenFile("1", { size: count * 3600 * 16_000 }),
    });
    queue(db, [
      seenRecording("1-four", hours(4)),
      seenRecording("2-four", hours(4)),
      seenRecording("3-three", hours(3)),
      seenRecording("4-one", hours(1)),
      seenRecording("5-hung", hours(30)),
    ]);
    const claim = () => claimRecording(db, lease, NOON)?.recording_id ?? null;
    // Three hours more than an ordinary one, and two.
    expect([claim(), claim(), claim(), claim()]).toEqual(["1-four", "3-three", "4-one", null]);
    expect(somethingToClaim(db, NOON, null)).toBe(false);
    const done = (id: string) =>
      settleRecording(
        db,
        id,
        lease.owner,
        { kind: "transcribed", transcript: someTranscript },
        NOON,
      );
    done("4-one");
    expect(claim()).toBeNull();
    done("1-four");
    expect([claim(), claim()]).toEqual(["2-four", null]);
    done("3-three");
    expect(claim()).toBeNull();
    done("2-four");
    expect(claim()).toBe("5-hung");
  });

  test.each([
    ["as its source says", { expectedSec: 90 }, 90],
    ["by its size when the source says nothing", { file: seenFile("1", { size: 800_000 }) }, 100],
    ["or nonsense", { expectedSec: 0, file: seenFile("1", { size: 800_000 }) }, 100],
    [
      "denser kinds of file hold more",
      { file: seenFile("1", { path: "/r/1.mp3", size: 160_000 }) },
      100,
    ],
  ])("a recording's length is reckoned %s", (_, change, expected) => {
    const db = openTestQueue();
    queue(db, [seenRecording("1", change)]);
    expect(claimRecording(db, lease, NOON)).toMatchObject({ likely_sec: expected });
  });
});

describe("a recording that is interrupted again and again", () => {
  test("is tried twice more at once, then lets others go first", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    const interrupt = (now: number) => {
      const claimed = claimRecording(db, lease, now);
      settleRecording(db, claimed?.recording_id ?? "", lease.owner, { kind: "interrupted" }, now);
      return claimed?.recording_id;
    };
    expect([interrupt(NOON), interrupt(NOON), interrupt(NOON)]).toEqual(["1001", "1001", "1001"]);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending", interruptions: 3, attempts: 0 });
    expect(interrupt(NOON + 1)).toBe("1002");
    expect(interrupt(NOON + 30_000)).toBe("1001");
    expect(nextDueAt(db)).toBe(0);
  });
});

describe("a claim", () => {
  test("walks the index of the order, sorts nothing, and knows from an index whether anything is due", () => {
    const db = openTestQueue();
    const plan = (sql: string, values: Record<string, number>) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(values)
        .map((row) => String(row.detail));
    expect(plan(NEXT_SQL, { now: NOON, maxSec: 100 })).toEqual([
      "SCAN recording USING INDEX recording_to_claim",
      // The few that are being worked on, looked at once.
      "SCALAR SUBQUERY 1",
      "SEARCH recording USING INDEX recording_by_state (state=?)",
      "SCALAR SUBQUERY 2",
      "SEARCH recording USING INDEX recording_by_state (state=?)",
    ]);
    expect(plan(NEXT_DUE_SQL, {})).toEqual([
      "SEARCH recording USING COVERING INDEX recording_by_state (state=?)",
    ]);
  });
});
