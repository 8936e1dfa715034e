import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { configFileSchema } from "../config/config-schema.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import {
  BACKUP_TIMER_UNIT,
  BACKUP_UNIT,
  WATCH_UNIT,
  TRANSCRIBE_UNIT,
  TIMER_UNIT,
  SLICE_UNIT,
} from "./layout.ts";
import { renderUnits } from "./render-units.ts";
import { unitSettings } from "./unit-settings.ts";

const GB = 1024 ** 3;
const host = { onlineCpus: [0, 1, 2, 3, 4, 5, 6, 7], memoryBytes: 16 * GB, workerBytes: null };

const vicidial = {
  site: { id: "northgate", time_zone: "Europe/London" },
  // Of no host that the test may run on.
  source: { kind: "vicidial", astguiclient_conf: "/nonexistent/astguiclient.conf" },
  state: { folder: "/var/lib/nightshift/state" },
  edge: { url: "https://nightshift.example.com" },
  whisper: { model: "/var/lib/nightshift/models/ggml-large-v3-turbo-q5_0.bin" },
};

function unitsFor(
  change: Record<string, unknown> = {},
  program = "/opt/nightshift/current",
): Map<string, string> {
  const file = configFileSchema.parse({ ...vicidial, ...change });
  return renderUnits(unitSettings(file, "/etc/nightshift/nightshift.toml", program, host));
}

function unit(name: string, change: Record<string, unknown> = {}): string {
  return unitsFor(change).get(name) ?? "";
}

const SITES: [string, Record<string, unknown>][] = [
  ["a ViciDial host", {}],
  [
    "a folder below /home, a QA disk and Prometheus",
    {
      source: { kind: "folder", folder: "/home/pbx/100% recorded calls" },
      state: { folder: "/mnt/qa/nightshift/state" },
      transcripts: { text_folder: "/home/qa/transcripts" },
      metrics: { textfile: "/var/lib/node_exporter/nightshift.prom" },
    },
  ],
  [
    "a night within one day in a zone with quarter hours",
    {
      site: { id: "ktm", time_zone: "Asia/Kathmandu" },
      night: { start: "00:30", end: "06:15" },
      whisper: { model: "m.bin", cpus: [2, 3, 6] },
    },
  ],
];

describe.each(SITES)("the units of %s", (_, change) => {
  /** The units beside each other, for a program that exists: systemd looks whether it can be started. */
  function writtenUnits(): string[] {
    const folder = tempFolder();
    const node = join(folder, "node_modules/node/bin/node");
    mkdirSync(dirname(node), { recursive: true });
    writeFileSync(node, "", { mode: 0o755 });
    return [...unitsFor(change, folder)].map(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
  }

  test.skipIf(!hasSystemdAnalyze())("are without fault to systemd-analyze verify", () => {
    const { status, stdout, stderr } = spawnSync(
      "systemd-analyze",
      ["verify", "--man=no", ...writtenUnits()],
      { encoding: "utf8", timeout: 60_000 },
    );
    expect(stdout + stderr).toBe("");
    expect(status).toBe(0);
  });

  test.skipIf(!hasSystemdAnalyze()).each([WATCH_UNIT, TRANSCRIBE_UNIT, BACKUP_UNIT])(
    "%s exposes no more than 2.5 of 10",
    (name) => {
      const path = writtenUnits().find((unit) => unit.endsWith(name)) ?? "";
      const { status, stdout } = spawnSync(
        "systemd-analyze",
        ["security", "--offline=yes", "--no-pager", "--threshold=25", path],
        { encoding: "utf8", timeout: 60_000 },
      );
      expect(exposure(stdout)).toBeLessThanOrEqual(2.5);
      expect(status).toBe(0);
    },
  );

  test("leave no placeholder unfilled", () => {
    for (const text of unitsFor(change).values()) expect(text).not.toMatch(/@[A-Z_]+@/);
  });
});

describe("what the units say", () => {
  test("the night begins on the site's clock, also after a reboot", () => {
    const timer = unit(TIMER_UNIT);
    expect(timer).toContain("OnCalendar=*-*-* 22:00:00 Europe/London");
    expect(timer).toContain("Persistent=true");
    expect(timer).toContain("OnBootSec=");
  });

  test.skipIf(!hasSystemdAnalyze())("its time is one that systemd knows", () => {
    for (const [, change] of SITES) {
      const time = /^OnCalendar=(.+)$/m.exec(unit(TIMER_UNIT, change))?.[1] ?? "";
      const said = execFileSync("systemd-analyze", ["calendar", time], { encoding: "utf8" });
      expect(said).toContain("Next elapse");
    }
  });

  test.each([
    ["22:00", "07:00", 9],
    ["00:30", "06:30", 6],
    ["07:00", "06:00", 23],
  ])("a night of %s–%s is ended from outside an hour and a quarter late", (start, end, hours) => {
    expect(unit(TRANSCRIBE_UNIT, { night: { start, end } })).toContain(
      `RuntimeMaxSec=${(hours + 1.25) * 3600}\n`,
    );
  });

  test("transcription keeps to its cores: the upper half unless others are named", () => {
    expect(unit(SLICE_UNIT)).toContain("AllowedCPUs=4,5,6,7\n");
    const named = { whisper: { model: "m.bin", cpus: [2, 3] } };
    expect(unit(SLICE_UNIT, named)).toContain("AllowedCPUs=2,3\n");
    expect(unit(WATCH_UNIT, named)).toContain("AllowedCPUs=2,3\n");
  });

  test("transcription gets the memory its workers need, and never half of the host's", () => {
    expect(unit(SLICE_UNIT, { whisper: { model: "m.bin", workers: 1 } })).toContain(
      // One of six hours in two channels at 8 kHz has room beyond the hour that a worker has.
      `MemoryMax=${Math.floor(Math.ceil(3100 + 200 + (5 * 3600 * 2 * 8000 * 2) / 1024 ** 2) * 1.25)}M`,
    );
    expect(unit(SLICE_UNIT)).toContain("MemoryMax=8192M");
  });

  test("folders below /home are shown through an empty home, others stay in place", () => {
    const site = {
      source: { kind: "folder", folder: "/home/pbx/calls" },
      state: { folder: "/home/qa/state" },
      whisper: { model: "/srv/models/m.bin" },
    };
    for (const text of [unit(WATCH_UNIT, site), unit(TRANSCRIBE_UNIT, site)]) {
      expect(text).toContain("ProtectHome=tmpfs\n");
      expect(text).toContain("BindReadOnlyPaths=-/home/pbx/calls\n");
      expect(text).toContain("ReadOnlyPaths=-/srv/models\n");
      expect(text).toContain("BindPaths=-/home/qa/state\n");
    }
    const defaults = unit(TRANSCRIBE_UNIT);
    expect(defaults).toContain("ReadOnlyPaths=-/var/spool/asterisk/monitorDONE\n");
    expect(defaults).toContain("BindReadOnlyPaths=-/home/archive/RECORDINGS\n");
    expect(defaults).toContain("ReadWritePaths=-/var/lib/nightshift/state\n");
  });

  test("a state folder that holds the model too stays writable", () => {
    const text = unit(TRANSCRIBE_UNIT, {
      state: { folder: "/srv/nightshift" },
      whisper: { model: "/srv/nightshift/m.bin" },
    });
    expect(text).toContain("ReadWritePaths=-/srv/nightshift\n");
    expect(text).not.toContain("ReadOnlyPaths=-/srv/nightshift\n");
  });

  test("spaces, quotes and percent signs of a folder mean themselves", () => {
    const text = unit(WATCH_UNIT, { state: { folder: '/srv/a "b" 50%' } });
    expect(text).toContain(String.raw`ReadWritePaths="-/srv/a \"b\" 50%%"` + "\n");
    expect(text).toContain(String.raw`"HOME=/srv/a \"b\" 50%%"` + "\n");
    expect(text).toContain('WorkingDirectory=/srv/a "b" 50%%\n');
  });

  test("transcription has no network", () => {
    expect(unit(TRANSCRIBE_UNIT)).toContain("PrivateNetwork=yes");
    expect(unit(WATCH_UNIT)).not.toContain("PrivateNetwork");
  });

  test("a backup writes to the queue's folder and its own, and has no network", () => {
    const text = unit(BACKUP_UNIT, { backup: { folder: "/mnt/backup/nightshift" } });
    expect(text).toContain("ReadWritePaths=-/mnt/backup/nightshift\n");
    expect(text).toContain("ReadWritePaths=-/var/lib/nightshift/state\n");
    expect(text).toContain("PrivateNetwork=yes");
    expect(unit(WATCH_UNIT, { backup: { folder: "/mnt/backup/nightshift" } })).not.toContain(
      "/mnt/backup",
    );
    expect(unit(BACKUP_TIMER_UNIT, { backup: { at: "13:15" } })).toContain(
      "OnCalendar=*-*-* 13:15:00 Europe/London\n",
    );
  });

  test("watch is started again for ever", () => {
    expect(unit(WATCH_UNIT)).toContain("Restart=always");
    expect(unit(WATCH_UNIT)).toContain("StartLimitIntervalSec=0");
  });
});

function hasSystemdAnalyze(): boolean {
  return spawnSync("systemd-analyze", ["--version"]).status === 0;
}

function exposure(output: string): number {
  return Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(output)?.[1] ?? Number.NaN);
}
