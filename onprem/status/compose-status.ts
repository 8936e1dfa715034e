import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { recordingStateSchema } from "#shared/contracts/call.ts";

import { isLockHeld } from "../queue/lock-held.ts";
import { rememberedSettings } from "../queue/remembered-settings.ts";
import { estimateBacklog, type NightHours } from "./backlog-estimate.ts";
import { lastRunOf, recentSpeed } from "./run-figures.ts";
import type { Health, Status } from "./status-schema.ts";
import { unreadLanguages } from "./unread-languages.ts";

export type StatusFacts = {
  siteId: string;
  timeZone: string;
  stateFolder: string;
  minFreeBytes: number;
  night: NightHours;
  agentVersion: string;
  /** Of the configuration. */
  language: string;
};

/** How everything stands, read in one go so that the figures fit each other; `db` may be open for reading only. */
export function composeStatus(db: DatabaseSync, facts: StatusFacts, now: number): Status {
  db.exec("BEGIN");
  try {
    return {
      at: iso(now),
      site_id: facts.siteId,
      time_zone: facts.timeZone,
      running: {
        watch: isLockHeld(join(facts.stateFolder, "watch.lock")),
        transcribe: isLockHeld(join(facts.stateFolder, "run.lock")),
      },
      queue: queueOf(db),
      backlog: backlogOf(db, facts.night),
      last_run: lastRunOf(db, now),
      unread_languages: unreadLanguages(db, facts.language),
      outbox: outboxOf(db),
      last_success: { source: healthOf(db, "watch_look"), edge: edgeHealth(db) },
      versions: {
        agent: facts.agentVersion,
        edge: rememberedSettings(db)?.agent_versions ?? null,
      },
      disk: diskOf(facts),
    };
  } finally {
    db.exec("COMMIT");
  }
}

const stateCount = z.object({ state: recordingStateSchema, n: z.number() });
const reasonCount = stateCount.extend({ reason_code: z.string().nullable() });

function queueOf(db: DatabaseSync): Status["queue"] {
  const states = db
    .prepare("SELECT state, count(*) AS n FROM recording GROUP BY state")
    .all()
    .map((row) => stateCount.parse(row));
  const countOf = (state: string) => states.find((row) => row.state === state)?.n ?? 0;
  const reasons = db
    .prepare(`
      SELECT state, reason_code, count(*) AS n FROM recording
       WHERE state IN ('waiting_file', 'skipped', 'failed', 'lost')
          OR state = 'pending' AND reason_code IS NOT NULL
       GROUP BY state, reason_code
       ORDER BY n DESC, state, reason_code
    `)
    .all()
    .map((row) => reasonCount.parse(row));
  return {
    total: states.reduce((sum, { n }) => sum + n, 0),
    by_state: {
      found: countOf("found"),
      waiting_file: countOf("waiting_file"),
      pending: countOf("pending"),
      transcribing: countOf("transcribing"),
      transcribed: countOf("transcribed"),
      skipped: countOf("skipped"),
      failed: countOf("failed"),
      lost: countOf("lost"),
    },
    reasons: reasons.map(({ state, reason_code, n }) => ({ state, reason_code, count: n })),
  };
}

const backlogRow = z.object({ n: z.number(), sec: z.number() });

function backlogOf(db: DatabaseSync, night: NightHours): Status["backlog"] {
  // Half of PCM at 8 kHz: a file whose length nobody could tell is more likely too long than too short.
  const { n, sec } = backlogRow.parse(
    db
      .prepare(`
        SELECT count(*) AS n,
               coalesce(sum(CASE WHEN expected_sec > 0 THEN expected_sec ELSE coalesce(file_size, 0) / 8000.0 END), 0) AS sec
          FROM recording WHERE state IN ('pending', 'transcribing')
      `)
      .get(),
  );
  const { speed, workers } = recentSpeed(db);
  const { workSec, nights } = estimateBacklog({ audioSec: sec, speed, workers }, night);
  return { recordings: n, audio_sec: sec, speed, workers, work_sec: workSec, nights };
}

const outboxRow = z.object({
  waiting: z.number(),
  oldest: z.number().nullable(),
  refused: z.number(),
});
const refusedRow = z.object({ reason: z.string(), n: z.number() });

function outboxOf(db: DatabaseSync): Status["outbox"] {
  const { waiting, oldest, refused } = outboxRow.parse(
    db
      .prepare(`
        SELECT count(*) FILTER (WHERE rejected IS NULL) AS waiting,
               min(created_at) FILTER (WHERE rejected IS NULL) AS oldest, count(rejected) AS refused
          FROM outbox
      `)
      .get(),
  );
  const reasons = db
    .prepare(`
      SELECT rejected AS reason, count(*) AS n FROM outbox WHERE rejected IS NOT NULL
       GROUP BY rejected ORDER BY n DESC, rejected LIMIT 10
    `)
    .all()
    .map((row) => refusedRow.parse(row));
  return {
    waiting,
    oldest_at: oldest === null ? null : iso(oldest),
    refused,
    refused_reasons: reasons.map(({ reason, n }) => ({ reason, count: n })),
  };
}

/** How a stage of `watch` went, as it keeps it in the cursor table. */
const stageSchema = z.object({
  last_success_at: z.number().nullable(),
  error: z.object({ message: z.string() }).nullable(),
});

function healthOf(db: DatabaseSync, name: string): Health {
  const row = db.prepare("SELECT value FROM cursor WHERE name = ?").get(name);
  if (row === undefined) return { at: null, problem: null };
  const stage = stageSchema.parse(JSON.parse(String(row.value)));
  return {
    at: stage.last_success_at === null ? null : iso(stage.last_success_at),
    problem: stage.error?.message ?? null,
  };
}

/** Reached with recordings or with a heartbeat, whichever was later; a delivery that fails matters more than a heartbeat. */
function edgeHealth(db: DatabaseSync): Health {
  const delivery = healthOf(db, "watch_delivery");
  const heartbeat = healthOf(db, "watch_heartbeat");
  const [at = null] = [delivery.at, heartbeat.at]
    .filter((time) => time !== null)
    .toSorted()
    .toReversed();
  return { at, problem: delivery.problem ?? heartbeat.problem };
}

function diskOf({ stateFolder, minFreeBytes }: StatusFacts): Status["disk"] {
  return {
    state_folder: stateFolder,
    state_bytes: sizeOf(stateFolder) + sizeOf(join(stateFolder, "backups")),
    free_bytes: freeOf(stateFolder),
    min_free_bytes: minFreeBytes,
  };
}

/** Bytes of the files in a folder, not in those below it; what goes meanwhile or is closed counts for nothing. */
function sizeOf(folder: string): number {
  try {
    return readdirSync(folder)
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
      .reduce((sum, found) => sum + (found?.isFile() ? found.size : 0), 0);
  } catch {
    return 0;
  }
}

function freeOf(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
