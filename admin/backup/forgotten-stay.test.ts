import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import {
  choosePort,
  quietWrangler,
  startLocalEdge,
  withLocalDatabase,
} from "../../demo/local-edge.ts";
import { createSite, type SiteSecrets } from "../../demo/prepare-site.ts";
import { storeRequest } from "../../onprem/forget/forget-request.ts";
import { openDatabase } from "../../onprem/queue/open-database.ts";
import { createDelivery } from "../../onprem/testing/outbox-delivery.ts";
import { queueTranscripts } from "../../onprem/testing/queue-transcripts.ts";
import { tempFolder } from "../../onprem/testing/temp-folder.ts";
import { writeWatchConfig } from "../../onprem/testing/watch-process.ts";

/*
 * Callers stay forgotten whichever end is set back: the real commands of both ends, over the real Worker, D1 and queue.
 */
const ROOT = join(import.meta.dirname, "..", "..");
const ranSchema = z.object({ code: z.number().default(0), stdout: z.string(), stderr: z.string() });

async function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const ran = ranSchema.parse(
    await promisify(execFile)(process.execPath, [join(ROOT, program), ...args], {
      timeout: 300_000,
      env: { ...process.env, ...env },
    }).catch((error: unknown) => error),
  );
  expect([args, ran.code, ran.stderr]).toEqual([args, 0, ""]);
  return ran.stdout;
}

/** A host of its own with its agent's configuration; `nightshift` is the real command there. */
function host(edgeUrl: string, { ingestToken }: SiteSecrets) {
  const folder = tempFolder();
  const config = writeWatchConfig(folder, { edgeUrl });
  return {
    folder,
    state: join(folder, "state"),
    nightshift: (...args: string[]) =>
      run("onprem/cli.ts", ["--config", config, ...args], { NIGHTSHIFT_SITE_TOKEN: ingestToken }),
  };
}

const again = async (there: ReturnType<typeof host>): Promise<unknown> =>
  JSON.parse(await there.nightshift("forget", "--again", "--json"));

function recordingsIn(stateFolder: string): unknown[] {
  const db = openDatabase(stateFolder);
  try {
    return db
      .prepare("SELECT recording_id FROM transcript ORDER BY 1")
      .all()
      .map((row) => row.recording_id);
  } finally {
    db.close();
  }
}

/** Starts the Worker over a D1; what it says of the calls' texts, asked as a reader. */
async function edgeOver(stateFolder: string, port: number, { readToken }: SiteSecrets) {
  const edge = await startLocalEdge({
    stateFolder,
    port,
    vars: { SCORING_PROVIDERS: "rules" },
    secrets: {},
  });
  return {
    ...edge,
    hasText: async (recordingId: string) => {
      const response = await fetch(new URL(`/api/qa/call/${recordingId}`, edge.url), {
        headers: { Authorization: `Bearer ${readToken}` },
      });
      const call = z.object({ transcript: z.string().nullable() });
      return response.ok && call.parse(await response.json()).transcript !== null;
    },
  };
}

test("who was forgotten stays so after D1 is put back, and after the queue is put back on another host", async () => {
  quietWrangler(process.env);
  const root = tempFolder();
  const [first, second, copies] = ["first", "second", "copies"].map((name) => join(root, name));
  if (first === undefined || second === undefined || copies === undefined) throw new Error();
  const secrets = await withLocalDatabase(first, (db) =>
    createSite(db, "Europe/London", Date.now()),
  );
  const port = await choosePort(null, 9700 + Math.floor(Math.random() * 200));
  const old = host(`http://127.0.0.1:${port}`, secrets);

  // Both copies are from before the deletion.
  const db = openDatabase(old.state);
  onTestFinished(() => db.close());
  queueTranscripts(db, ["1001", "1002", "1003"]);
  let edge = await edgeOver(first, port, secrets);
  onTestFinished(() => edge.stop());
  await createDelivery(db, edge, secrets.ingestToken).deliver({ timeoutMs: 60_000 });
  expect(await edge.hasText("1001")).toBe(true);
  await edge.stop();
  await run("admin/cli.ts", ["--state", first, "backup", copies]);
  await old.nightshift("backup", copies);
  edge = await edgeOver(first, port, secrets);
  const found = { recordings: [{ recordingId: "1001", startedAt: null }], aliases: [], gaps: [] };
  storeRequest(db, "phone", found, Date.now());
  await old.nightshift("forget", "--again");
  expect([await edge.hasText("1001"), await edge.hasText("1002")]).toEqual([false, true]);
  await edge.stop();

  const file = (ending: string) =>
    join(copies, readdirSync(copies).find((name) => name.endsWith(ending)) ?? "");
  await run("admin/cli.ts", ["--state", second, "restore", file(".sqlite")]);
  edge = await edgeOver(second, port, secrets);
  expect(await edge.hasText("1001")).toBe(true);
  expect(await again(old)).toMatchObject({ learned: 0, repeated: 1 });
  expect([await edge.hasText("1001"), await edge.hasText("1002")]).toEqual([false, true]);
  expect(await again(old)).toMatchObject({ learned: 0, repeated: 0 });

  const next = host(`http://127.0.0.1:${port}`, secrets);
  await next.nightshift("restore", file(".db"));
  expect(recordingsIn(next.state)).toEqual(["1001", "1002", "1003"]);
  expect(await again(next)).toMatchObject({ learned: 1, queue_rows: 1, repeated: 0 });
  expect(recordingsIn(next.state)).toEqual(["1002", "1003"]);
}, 300_000);
