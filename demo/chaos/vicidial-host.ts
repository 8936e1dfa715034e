import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { wallTimeAt } from "#shared/time/site-time.ts";

import { asteriskRows } from "../../onprem/testing/asterisk-rows.ts";
import { createAsterisk } from "../../onprem/testing/asterisk-schema.ts";
import { startMariaDb, type TestMariaDb } from "../../onprem/testing/mariadb.ts";

const CALLS = join(import.meta.dirname, "..", "calls");
const SERVER_IP = "10.0.0.5";
const AGENTS = ["6001", "6002", "6003"];
const TIME_ZONE = "UTC";

/** What becomes of a recording in the end. */
export type Fate = "transcribed" | "skipped" | "failed" | "lost";

export type VicidialHost = {
  database: TestMariaDb;
  recordingsFolder: string;
  /** One more call is recorded; resolves with its id, and what must become of it, once its row is written. */
  record: () => Promise<{ recordingId: string; fate: Fate }>;
  /** When every file that is late has arrived. */
  settled: () => Promise<void>;
  dispose: () => Promise<void>;
};

/** The kinds of recordings that arrive, in turn. */
const KINDS: { fate: Fate; file: string | null; user?: string; delayMs?: number }[] = [
  { fate: "transcribed", file: "1004.wav" },
  { fate: "transcribed", file: "1007.wav" },
  { fate: "skipped", file: "1010.wav" },
  { fate: "transcribed", file: "1006.wav", delayMs: 4000 },
  { fate: "skipped", file: "1011.wav" },
  { fate: "transcribed", file: "1007.wav" },
  { fate: "failed", file: "truth.json" },
  { fate: "skipped", file: "1004.wav", user: "VDAD" },
  { fate: "transcribed", file: "1004.wav" },
  { fate: "lost", file: null },
];

/** A ViciDial host as the agent finds it: MariaDB with its tables, and a folder in which recordings appear. */
export async function startVicidialHost(folder: string): Promise<VicidialHost> {
  const database = await startMariaDb();
  await createAsterisk(database);
  const recordingsFolder = join(folder, "monitorDONE");
  mkdirSync(recordingsFolder, { recursive: true });
  const seeding = await database.connect({ user: "root", password: "", database: "asterisk" });
  for (const user of AGENTS) await asteriskRows(seeding, TIME_ZONE).agent(user, `Agent ${user}`);
  seeding.destroy();
  const late: Promise<void>[] = [];
  let count = 0;

  return {
    database,
    recordingsFolder,
    async record() {
      const index = count++;
      const kind = KINDS[index % KINDS.length] ?? KINDS[0];
      if (kind === undefined) throw new Error("there are no kinds of recordings");
      const connection = await database.connect({
        user: "root",
        password: "",
        database: "asterisk",
      });
      try {
        const rows = asteriskRows(connection, TIME_ZONE);
        const at = Math.floor(Date.now() / 1000) - 300 + index;
        const leadId = 5000 + index;
        const user = kind.user ?? AGENTS[index % AGENTS.length] ?? "6001";
        const filename = nameOf(at * 1000, leadId);
        const file = join(recordingsFolder, `${filename}-all.wav`);
        if (kind.file !== null) late.push(appear(join(CALLS, kind.file), file, kind.delayMs ?? 0));
        const inbound = index % 2 === 0;
        const call = { leadId, user, at, length: 60, uniqueid: `${at}.${index}` };
        if (!inbound) await rows.outboundCall({ ...call, campaign: "SALES" });
        const vicidialId = inbound
          ? String(await rows.inboundCall({ ...call, inGroup: "SUPPORT" }))
          : call.uniqueid;
        const id = await rows.recording({
          user,
          at,
          length: 60,
          leadId,
          vicidialId,
          filename,
          serverIp: SERVER_IP,
        });
        return { recordingId: String(id), fate: kind.fate };
      } finally {
        connection.destroy();
      }
    },
    settled: async () => {
      await Promise.all(late);
    },
    dispose: () => database.dispose(),
  };
}

/** A late file grows: half of it, and the rest after a while. */
async function appear(from: string, to: string, delayMs: number): Promise<void> {
  if (delayMs === 0) {
    copyFileSync(from, to);
    return;
  }
  const whole = readFileSync(from);
  await sleep(delayMs / 2);
  writeFileSync(to, whole.subarray(0, whole.length / 2));
  await sleep(delayMs / 2);
  writeFileSync(to, whole);
}

/** ViciDial's FULLDATE_CUSTPHONE. */
function nameOf(epochMs: number, leadId: number): string {
  const { year, month, day, hour, minute, second } = wallTimeAt(epochMs, TIME_ZONE);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${year}${two(month)}${two(day)}-${two(hour)}${two(minute)}${two(second)}_44770090${leadId}`;
}
