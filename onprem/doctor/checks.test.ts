import {
  closeSync,
  mkdirSync,
  openSync,
  statfsSync,
  writeFileSync,
  writeSync,
  readFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import type { HostTools } from "../install/run-tool.ts";
import { openDatabase } from "../queue/open-database.ts";
import { rememberSettings } from "../queue/remembered-settings.ts";
import { writeGgmlFile } from "../testing/ggml-file.ts";
import { queueRecordings, someTranscript } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDecoders } from "./check-decoders.ts";
import { checkDisk } from "./check-disk.ts";
import { checkKernel } from "./check-kernel.ts";
import { checkLanguages } from "./check-languages.ts";
import { checkModel } from "./check-model.ts";
import { checkRecordings } from "./check-recordings.ts";
import { checkState } from "./check-state.ts";
import type { Finding } from "./finding.ts";
import { runChecks } from "./run-checks.ts";

const GB = 1024 ** 3;
const verdicts = (findings: Finding[]) => findings.map(({ verdict }) => verdict);
const hostWith = (...programs: string[]): HostTools => ({
  has: (command) => programs.includes(command),
  run: () => ({ ok: false, stdout: "", stderr: "" }),
});

describe("languages", () => {
  /** A state folder in which the edge's settings are known, and the calls of a night. */
  function stateWith(
    languages: { site: string; campaigns?: Record<string, string | null> },
    ...spoken: string[]
  ): string {
    const folder = tempFolder();
    const db = openDatabase(folder);
    const campaigns = Object.entries(languages.campaigns ?? {}).map(([campaign_id, language]) => ({
      campaign_id,
      language,
      min_call_sec: null,
      initial_prompt: null,
    }));
    rememberSettings(db, {
      site_id: "x",
      time_zone: "UTC",
      min_call_sec: 0,
      language: languages.site,
      initial_prompt: null,
      campaigns,
    });
    for (const [at, language] of spoken.entries()) {
      db.prepare("INSERT INTO transcript (recording_id, body, created_at) VALUES (?, ?, 0)").run(
        queued(db, `call-${at}`),
        JSON.stringify({ ...someTranscript, language }),
      );
    }
    db.close();
    return folder;
  }

  function queued(db: DatabaseSync, id: string): string {
    queueRecordings(db, id);
    return id;
  }

  test("whose numbers are read are fine, recognised ones too", () => {
    const state = stateWith({ site: "auto", campaigns: { A: "de", B: null } }, "fr", "und");
    expect(verdicts(checkLanguages(state, "sv"))).toEqual(["ok"]);
    expect(verdicts(checkLanguages(tempFolder(), "auto"))).toEqual(["ok"]);
  });

  test("whose numbers are not are warned of, with where they are spoken", () => {
    const state = stateWith({ site: "en", campaigns: { NORD: "sv", OST: "cs" } }, "sv", "en", "sv");
    const findings = checkLanguages(state, "en");
    expect(verdicts(findings)).toEqual(["warning", "warning"]);
    expect(findings.map(({ detail }) => detail.split(" only ")[0])).toEqual([
      "in sv (campaign NORD, 2 of the latest calls)",
      "in cs (campaign OST)",
    ]);
  });

  test("of the configuration count until the edge has said its own", () => {
    expect(checkLanguages(tempFolder(), "sv")[0]?.detail).toMatch(/^in sv \(the configuration\)/);
    expect(checkLanguages(stateWith({ site: "hu" }), "sv")[0]?.detail).toMatch(
      /^in hu \(the edge's settings\)/,
    );
  });
});

describe("database", () => {
  const version = "10.11.6-MariaDB";

  test("with just the grants it needs is fine", async () => {
    const findings = await checkDatabase(async () => ({ version, unreadable: [], tooMuch: [] }));
    expect(findings).toMatchObject([{ verdict: "ok", detail: `${version} answers` }]);
  });

  test("with too little or too much has failed, and the grants are named", async () => {
    const findings = await checkDatabase(async () => ({
      version,
      unreadable: ["recording_log.location"],
      tooMuch: ["SELECT on vicidial_users.pass", "INSERT"],
    }));
    expect(verdicts(findings)).toEqual(["ok", "failed", "failed"]);
    for (const { mend } of findings.slice(1)) expect(mend).toContain("nightshift grants");
  });

  test("that cannot be reached says why", async () => {
    const findings = await checkDatabase(async () => {
      throw new Error("The database at 127.0.0.1:3306 cannot be reached.");
    });
    expect(findings).toMatchObject([
      { verdict: "failed", detail: "The database at 127.0.0.1:3306 cannot be reached." },
    ]);
  });
});

describe("recordings", () => {
  test("that can be read are fine; an archive that does not exist is no fault", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "20261120-101500_447700900100-all.wav"), "");
    expect(verdicts(checkRecordings([folder, join(folder, "archive")]))).toEqual(["ok"]);
  });

  test("in a folder that is not there have failed", () => {
    expect(checkRecordings(["/nowhere/at/all"])).toMatchObject([
      { verdict: "failed", detail: "there is no folder /nowhere/at/all" },
    ]);
  });

  test("that are not there yet are a warning", () => {
    expect(verdicts(checkRecordings([tempFolder()]))).toEqual(["warning"]);
  });
});

describe("model", () => {
  function model(name = "ggml-x.bin"): string {
    const path = join(tempFolder(), name);
    writeGgmlFile(path);
    return path;
  }

  test("that fits into memory is fine, that does not is a warning, that is none has failed", async () => {
    expect(verdicts(await checkModel(model(), 1, 16 * GB))).toEqual(["ok"]);
    expect(verdicts(await checkModel(model(), 8, 4 * GB))).toEqual(["warning"]);
    const page = join(tempFolder(), "ggml-x.bin");
    writeFileSync(page, "<html>");
    expect(verdicts(await checkModel(page, 1, 16 * GB))).toEqual(["failed"]);
  });

  test("whose bytes have changed since they were first looked at has failed", async () => {
    const path = model();
    expect(verdicts(await checkModel(path, 1, 16 * GB))).toEqual(["ok"]);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = 7;
    writeFileSync(path, bytes);
    const findings = await checkModel(path, 1, 16 * GB);
    expect(verdicts(findings)).toEqual(["failed", "ok"]);
    expect(findings[0]?.detail).toMatch(/has changed since/);
  });

  test("that bears a published name and is another file has failed", async () => {
    const [finding] = await checkModel(model("ggml-tiny.bin"), 1, 16 * GB);
    expect(finding?.detail).toMatch(/has \d+ bytes, not 77691713/);
  });
});

describe("decoders", () => {
  test.each([
    [["ffmpeg"], "ok"],
    [["sox", "lame"], "ok"],
    [["sox"], "warning"],
    [[], "warning"],
  ])("%j", (programs, verdict) => {
    expect(verdicts(checkDecoders(hostWith(...programs)))).toEqual([verdict]);
  });
});

describe("kernel", () => {
  const all = hostWith("taskset", "nice", "ionice", "setpriv");

  function kernel(controllers: string | null, pressure: boolean): { proc: string; cgroup: string } {
    const folder = tempFolder();
    const [proc, cgroup] = [join(folder, "proc"), join(folder, "cgroup")];
    mkdirSync(join(proc, "pressure"), { recursive: true });
    mkdirSync(cgroup);
    if (pressure) writeFileSync(join(proc, "pressure", "cpu"), "");
    if (controllers !== null) writeFileSync(join(cgroup, "cgroup.controllers"), controllers);
    return { proc, cgroup };
  }

  test.each([
    ["as it should be", "cpuset cpu io memory pids", true, all, ["ok"]],
    ["with cgroup v1", null, true, all, ["warning"]],
    ["without cpuset and pressure", "cpu io memory", false, all, ["warning", "warning"]],
    [
      "without taskset",
      "cpuset cpu io memory",
      true,
      hostWith("nice", "ionice", "setpriv"),
      ["failed"],
    ],
  ])("%s", (_, controllers, pressure, tools, expected) => {
    const { proc, cgroup } = kernel(controllers, pressure);
    expect(verdicts(checkKernel(tools, proc, cgroup))).toEqual(expected);
  });
});

describe("disk", () => {
  const disk = (freeMb: number, freeFiles: number) => () =>
    Object.assign(statfsSync("/"), {
      bsize: 1024 * 1024,
      bavail: freeMb,
      files: 1000,
      ffree: freeFiles,
    });

  test.each([
    [10_000, 900, "ok"],
    [1500, 900, "warning"],
    [400, 900, "failed"],
    [10_000, 20, "warning"],
  ])("%i MB and %i of 1000 files free", (freeMb, freeFiles, verdict) => {
    const findings = checkDisk(["/var/lib"], 500 * 1024 * 1024, disk(freeMb, freeFiles));
    expect(verdicts(findings)).toEqual([verdict]);
  });
});

describe("state", () => {
  test("with a whole queue is fine, also while somebody writes to it", () => {
    const folder = tempFolder();
    const db = openDatabase(folder);
    db.exec("BEGIN IMMEDIATE; INSERT INTO cursor VALUES ('a', 'b')");
    expect(verdicts(checkState(folder))).toEqual(["ok"]);
    db.exec("ROLLBACK");
    db.close();
  });

  test("with a damaged queue has failed, and says how to go on", () => {
    const folder = tempFolder();
    const path = join(folder, "queue.db");
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE t (x TEXT); CREATE INDEX i ON t (x)");
    const insert = db.prepare("INSERT INTO t VALUES (?)");
    db.exec("BEGIN");
    for (let row = 0; row < 2000; row++) insert.run(`row ${row} ${"x".repeat(100)}`);
    db.exec("COMMIT");
    const pageBytes = Number(db.prepare("PRAGMA page_size").get()?.page_size);
    db.close();
    damage(path, pageBytes * 20, pageBytes * 4);
    expect(checkState(folder)).toMatchObject([
      { verdict: "failed", mend: expect.stringContaining("restore") },
    ]);
  });

  test("in a folder that is not there has failed", () => {
    expect(verdicts(checkState(join(tempFolder(), "gone")))).toEqual(["failed"]);
  });
});

test("a check that throws or hangs has failed, and the others go on", async () => {
  const results = await runChecks(
    [
      {
        name: "throws",
        run: () => {
          throw new Error("out of order");
        },
      },
      { name: "hangs", run: () => new Promise(() => undefined) },
      { name: "works", run: () => [{ verdict: "ok", detail: "fine", mend: null }] },
    ],
    50,
  );
  expect(results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
    "throws failed",
    "hangs failed",
    "works ok",
  ]);
});

function damage(path: string, fromByte: number, bytes: number): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(bytes, 0x5a), 0, bytes, fromByte);
  closeSync(file);
}
