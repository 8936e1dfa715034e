import type { Connection } from "mysql2/promise";

import { openDatabase } from "../queue/open-database.ts";
import { connectDatabase } from "../source-vicidial/connect-database.ts";
import { createVicidialSource } from "../source-vicidial/vicidial-source.ts";
import { createAsterisk } from "../testing/asterisk-schema.ts";
import { startMariaDb, type TestMariaDb } from "../testing/mariadb.ts";
import { measure, type Latency } from "./latency.ts";

const DATABASE = "asterisk";
const SECONDS_BETWEEN_CALLS = 6;
const NEW_RECORDINGS = 500;

export type DiscoveryFigures = {
  rows: number;
  overlapIds: number;
  idlePoll: Latency;
  /** Rows that MariaDB read for one idle poll, from the session's Handler_read_* counters. */
  idleRowsExamined: number;
  fullPoll: Latency;
  fullRowsExamined: number;
};

/**
 * A recording_log of `rows` in a MariaDB of its own, and what one look of the source costs: one that finds nothing, and
 * one that finds 500 new recordings, notes them, looks for their files and links them with their calls.
 */
export async function benchDiscovery<Meanwhile>(options: {
  stateFolder: string;
  rows: number;
  overlapIds: number;
  idlePolls: number;
  fullPolls: number;
  /** Measures something else on the same database, given its port, while only the old recordings are there. */
  meanwhile: (databasePort: number) => Promise<Meanwhile>;
}): Promise<{ discovery: DiscoveryFigures } & Meanwhile> {
  const { rows, overlapIds, idlePolls, fullPolls } = options;
  const server = await startMariaDb();
  const db = openDatabase(options.stateFolder);
  const settings = {
    host: "127.0.0.1",
    port: server.port,
    socket: null,
    name: DATABASE,
    user: "root",
    password: "",
    statementTimeoutSec: 10,
  };
  const vicidial = connectDatabase(settings);
  try {
    await createAsterisk(server);
    const seeding = await server.connect({ user: "root", password: "", database: DATABASE });
    const now = Date.now();
    await seedLog(seeding, rows, Math.floor(now / 1000));
    const source = createVicidialSource({
      db,
      config: {
        database: settings,
        overlapIds,
        firstDays: 0.01,
        notAgents: [],
      },
      serverIps: "all",
      timeZone: "Europe/London",
      priorities: new Map(),
      files: {
        beginLook: async () => undefined,
        locate: async () => ({ found: false, reason: "No file in the bench.", gone: false }),
        takeWarnings: () => [],
      },
      now: () => Date.now(),
      database: vicidial,
    });
    // The first look takes what is there; the ones after it are the agent's daily life.
    await source.look();
    await source.look();

    const idlePoll = await measure(idlePolls, () => source.look());
    const idleRowsExamined = await rowsExamined(server, () => source.look());
    const measured = await options.meanwhile(server.port);
    let nextId = rows + 1;
    const newRecordings = async () => {
      await addRecordings(seeding, nextId, NEW_RECORDINGS, Math.floor(Date.now() / 1000) - 600);
      nextId += NEW_RECORDINGS;
    };
    let found = 0;
    const fullPoll = await measure(
      fullPolls,
      async () => {
        found += (await source.look()).found;
      },
      newRecordings,
    );
    if (found !== fullPolls * NEW_RECORDINGS) {
      throw new Error(`${found} recordings were found, not ${fullPolls * NEW_RECORDINGS}.`);
    }
    await newRecordings();
    const fullRowsExamined = await rowsExamined(server, () => source.look());
    const discovery = {
      rows,
      overlapIds,
      idlePoll,
      idleRowsExamined,
      fullPoll,
      fullRowsExamined,
    };
    return { discovery, ...measured };
  } finally {
    await vicidial.close();
    db.close();
    await server.dispose();
  }
}

/** Rows of ten agents' recordings, one every few seconds, the newest an hour old, and the calls behind them. */
async function seedLog(connection: Connection, rows: number, nowSec: number): Promise<void> {
  const startEpoch = nowSec - 3600 - rows * SECONDS_BETWEEN_CALLS;
  await connection.query(`
    INSERT INTO vicidial_users (user, pass, full_name)
    SELECT 6000 + seq, 'secret', CONCAT('Agent ', seq) FROM seq_0_to_9`);
  await connection.query(
    `
    INSERT INTO vicidial_closer_log (closecallid, lead_id, campaign_id, call_date, start_epoch, end_epoch, length_in_sec,
                                     status, user, uniqueid)
    SELECT seq, seq, 'SUPPORT', FROM_UNIXTIME(? + seq * ?), ? + seq * ?, ? + seq * ? + 90, 90, 'SALE', 6000 + seq MOD 10,
           CONCAT(? + seq * ?, '.', seq)
      FROM seq_1_to_${rows + 100 * NEW_RECORDINGS}`,
    [
      startEpoch,
      SECONDS_BETWEEN_CALLS,
      startEpoch,
      SECONDS_BETWEEN_CALLS,
      startEpoch,
      SECONDS_BETWEEN_CALLS,
      startEpoch,
      SECONDS_BETWEEN_CALLS,
    ],
  );
  await insertRecordings(connection, 1, rows, startEpoch, SECONDS_BETWEEN_CALLS);
}

async function addRecordings(
  connection: Connection,
  fromId: number,
  count: number,
  atSec: number,
): Promise<void> {
  await insertRecordings(connection, fromId, count, atSec, 0);
}

async function insertRecordings(
  connection: Connection,
  fromId: number,
  count: number,
  startEpoch: number,
  stepSec: number,
): Promise<void> {
  await connection.query(
    `
    INSERT INTO recording_log (recording_id, channel, server_ip, extension, start_time, start_epoch, end_time, end_epoch,
                               length_in_sec, filename, location, lead_id, user, vicidial_id)
    SELECT ? + seq, 'Local/8600051@default', '10.0.0.5', '8600051', FROM_UNIXTIME(? + seq * ?), ? + seq * ?,
           FROM_UNIXTIME(? + seq * ? + 90), ? + seq * ? + 90, 90, CONCAT('20261120-120000_', ? + seq),
           CONCAT('http://10.0.0.5/RECORDINGS/20261120-120000_', ? + seq, '-all.wav'), ? + seq, 6000 + seq MOD 10, ? + seq
      FROM seq_0_to_${count - 1}`,
    [
      fromId,
      startEpoch,
      stepSec,
      startEpoch,
      stepSec,
      startEpoch,
      stepSec,
      startEpoch,
      stepSec,
      fromId,
      fromId,
      fromId,
      fromId,
    ],
  );
}

/** How many rows the server's storage engines were asked for while `work` ran. Nobody else uses the server. */
async function rowsExamined(server: TestMariaDb, work: () => Promise<unknown>): Promise<number> {
  const first = await handlerReads(server);
  // Asking reads rows of the status table, which count as well.
  const asking = (await handlerReads(server)) - first;
  const before = first + asking;
  await work();
  return (await handlerReads(server)) - before - asking;
}

async function handlerReads(server: TestMariaDb): Promise<number> {
  const rows = await server.root("SHOW GLOBAL STATUS LIKE 'Handler_read%'");
  return rows.reduce((sum, row) => sum + Number(row.Value), 0);
}
