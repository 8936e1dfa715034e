import type { DatabaseSync } from "node:sqlite";

import type { Connection } from "mysql2/promise";
import { onTestFinished } from "vitest";

import type { SeenFile } from "../queue/note-recording.ts";
import {
  connectDatabase,
  type DatabaseSettings,
  type VicidialDatabase,
} from "../source-vicidial/connect-database.ts";
import type { RecordingFiles, RecordingLocator } from "../source-vicidial/recording-locator.ts";
import type { RecordingRef } from "../source-vicidial/recording-ref.ts";
import {
  createVicidialSource,
  type VicidialSourceOptions,
} from "../source-vicidial/vicidial-source.ts";
import { asteriskRows } from "./asterisk-rows.ts";
import { createAsterisk } from "./asterisk-schema.ts";
import type { TestMariaDb } from "./mariadb.ts";
import { openTestQueue } from "./queue-fixture.ts";

/** A working day at noon in London: what "now" is for a centre in the tests. */
export const CENTRE_NOON = Date.UTC(2026, 10, 20, 12);
export const CENTRE_NOON_SEC = CENTRE_NOON / 1000;
export const CENTRE_ZONE = "Europe/London";

export function rootSettings(server: TestMariaDb, name = "asterisk"): DatabaseSettings {
  return {
    host: "127.0.0.1",
    port: server.port,
    socket: null,
    name,
    user: "root",
    password: "",
    statementTimeoutSec: 2,
  };
}

/** An empty ViciDial database, and the means to write into it as ViciDial does. */
export async function freshCentre(
  server: TestMariaDb,
  timeZone = CENTRE_ZONE,
): Promise<{ vicidial: Connection; rows: ReturnType<typeof asteriskRows> }> {
  await createAsterisk(server);
  const vicidial = await server.connect({ user: "root", password: "", database: "asterisk" });
  return { vicidial, rows: asteriskRows(vicidial, timeZone) };
}

/** The source's own connection, closed with the test. */
export function openVicidial(settings: DatabaseSettings): VicidialDatabase {
  const database = connectDatabase(settings);
  onTestFinished(() => database.close());
  return database;
}

/** A file that was left alone long ago. */
export function oldFile(ref: RecordingRef): SeenFile {
  return {
    path: `/recordings/${ref.filename}-all.wav`,
    size: 160_000,
    mtime: (ref.start_epoch + 300) * 1000,
    lastNight: null,
  };
}

/** Files that lie wherever `locate` says. */
export function filesBy(locate: RecordingLocator): RecordingFiles {
  return { locate, beginLook: async () => undefined, takeWarnings: () => [] };
}

/** Every recording has its file. */
export const allThere = filesBy(async (_, ref) => ({ found: true, file: oldFile(ref) }));

/** No file is there yet. */
export const noneThere = filesBy(async () => ({
  found: false,
  reason: "It lies in none of ViciDial's folders.",
  gone: false,
}));

/** A queue and a source on the server's `asterisk` database; the clock stands where `clock.now` says. */
export function openSource(server: TestMariaDb, change: Partial<VicidialSourceOptions> = {}) {
  const clock = { now: CENTRE_NOON };
  const db: DatabaseSync = change.db ?? openTestQueue();
  const source = createVicidialSource({
    config: { database: rootSettings(server), overlapIds: 1000, firstDays: 1, notAgents: [] },
    serverIps: "all",
    timeZone: CENTRE_ZONE,
    priorities: new Map(),
    files: allThere,
    now: () => clock.now,
    random: () => 0.5,
    ...change,
    db,
  });
  onTestFinished(() => source.close());
  return { db, source, clock };
}

/** The queue's rows by recording_id, only the columns named. */
export function queueRows(db: DatabaseSync, ...columns: string[]): Record<string, unknown>[] {
  return db
    .prepare(`SELECT recording_id, ${columns.join(", ")} FROM recording ORDER BY recording_id`)
    .all()
    .map((row) => ({ ...row }));
}
