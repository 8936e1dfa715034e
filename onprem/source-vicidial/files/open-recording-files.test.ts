import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { CALL_WAV } from "../../audio/testing/make-recordings.ts";
import { startLocalServer } from "../../testing/local-server.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import { openRecordingFiles } from "./open-recording-files.ts";

const F = "20261120-103108_7275551212";
const STARTED_AT = Date.parse("2026-11-20T15:31:08Z");

test("what lies here is taken here, the rest from the host that has it, and no more once that is switched off", async () => {
  const { url, received } = await startLocalServer((_, response) =>
    response.end(readFileSync(CALL_WAV)),
  );
  const folder = tempFolder();
  const recordingsFolder = join(folder, "monitorDONE");
  mkdirSync(recordingsFolder);
  const open = (enabled: boolean) => {
    const files = openRecordingFiles({
      config: {
        archiveFolder: join(folder, "archive"),
        originalsKeptMs: 1,
        http: { enabled, hosts: [], maxBytes: 1_000_000, timeoutMs: 5000 },
      },
      recordingsFolder,
      stateFolder: join(folder, "state"),
      minFreeBytes: 0,
      night: { start: "22:00", end: "07:00" },
      timeZone: "America/New_York",
      user: "nightshift",
      knownHosts: async () => [
        {
          serverIp: new URL(url).host,
          altServerIp: null,
          externalServerIp: null,
          recordingWebLink: "SERVER_IP",
        },
      ],
      signal: new AbortController().signal,
      now: () => STARTED_AT,
    });
    onTestFinished(() => files.close());
    return files;
  };
  const ref = {
    filename: F,
    location: `${url}/RECORDINGS/${F}-all.wav`,
    server_ip: "10.0.0.5",
    start_date: "2026-11-20",
    start_epoch: STARTED_AT / 1000,
  };

  const files = open(true);
  await files.beginLook();
  const fetched = await files.locate("4711", ref);
  expect(fetched).toMatchObject({
    found: true,
    file: { path: join(folder, "state/downloads/4711.wav") },
  });
  const local = join(recordingsFolder, `${F}-all.wav`);
  writeFileSync(local, "sound");
  utimesSync(local, STARTED_AT / 1000, STARTED_AT / 1000);
  expect(await files.locate("4711", ref)).toMatchObject({ found: true, file: { path: local } });
  expect(received).toHaveLength(1);

  const offline = { ...ref, filename: "20261120-103109_7275551213" };
  expect(await open(false).locate("4712", offline)).toMatchObject({
    found: false,
    reason: "It lies in none of ViciDial's folders.",
  });
  expect(received).toHaveLength(1);
});
