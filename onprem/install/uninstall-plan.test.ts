import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { installedConfig, layoutOfConfig } from "./installed-config.ts";
import { layoutFor, onDisk, UNITS, type Layout } from "./layout.ts";
import { renderConfig } from "./render-config.ts";
import { hostTools } from "./run-tool.ts";
import { carryOut } from "./step.ts";
import { uninstallPlan } from "./uninstall-plan.ts";

const answers = {
  siteId: "northgate",
  timeZone: "Europe/London",
  edgeUrl: "https://nightshift.example.com",
  source: "folder",
  recordings: "/srv/calls",
} as const;

/** An installation below a prefix, with something in every folder; `change` edits its configuration. */
function installed(change: (config: string) => string = (config) => config): string {
  const root = tempFolder();
  const layout = layoutFor(root, null);
  const config = change(renderConfig(answers, layout, "ggml-x.bin"));
  put(layout, layout.config, config);
  put(layout, layout.siteToken, "token");
  put(layout, layout.command, "#!/bin/sh");
  put(layout, `${layout.releases}/0.1.0-abc/package.json`, "{}");
  for (const unit of UNITS) put(layout, `${layout.units}/${unit}`, "[Unit]");
  put(layout, `${layout.units}/vicidial.service`, "[Unit]");
  const { state, models, transcripts } = layoutAt(root);
  put(layout, `${state}/queue.db`, "queue");
  put(layout, `${models}/ggml-x.bin`, "model");
  put(layout, `${transcripts}/2026-11-20/1.txt`, "text");
  return root;
}

function put(layout: Layout, path: string, text: string): void {
  const file = onDisk(layout, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function layoutAt(root: string): Layout {
  const config = installedConfig(root);
  return config === null ? layoutFor(root, null) : layoutOfConfig(root, config);
}

function uninstall(root: string, purge: boolean, dryRun = false): number {
  const tools = hostTools(process.env);
  const steps = uninstallPlan({ layout: layoutAt(root), tools, booted: false, purge });
  return carryOut(steps, { dryRun, say: () => undefined });
}

function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(root, path)).isFile())
    .toSorted();
}

const KEPT = [
  "etc/nightshift/nightshift.toml",
  "etc/nightshift/site-token",
  "etc/systemd/system/vicidial.service",
  "var/lib/nightshift/models/ggml-x.bin",
  "var/lib/nightshift/state/queue.db",
  "var/lib/nightshift/transcripts/2026-11-20/1.txt",
];

describe("uninstalling", () => {
  test("takes away program, command and units, and keeps what is the owner's", () => {
    const root = installed();
    uninstall(root, false);
    expect(filesIn(root)).toEqual(KEPT);
  });

  test("a second time has nothing to do", () => {
    const root = installed();
    expect(uninstall(root, false)).toBeGreaterThan(0);
    expect(uninstall(root, false)).toBe(0);
  });

  test("as a dry run changes nothing", () => {
    const root = installed();
    const before = filesIn(root);
    expect(uninstall(root, true, true)).toBeGreaterThan(0);
    expect(filesIn(root)).toEqual(before);
  });

  test("with --purge takes the rest too, but nothing of others", () => {
    const root = installed();
    put(layoutFor(root, null), "/var/lib/nightshift/notes-of-the-owner.txt", "mine");
    uninstall(root, true);
    expect(filesIn(root)).toEqual([
      "etc/systemd/system/vicidial.service",
      "var/lib/nightshift/notes-of-the-owner.txt",
    ]);
  });

  test("never removes folders that the owner chose for state, model and transcripts", () => {
    const root = installed((config) =>
      config
        .replaceAll("/var/lib/nightshift/state", "/home/anna")
        .replaceAll("/var/lib/nightshift/models", "/home/anna")
        .replaceAll("/var/lib/nightshift/transcripts", "/srv"),
    );
    uninstall(root, true);
    expect(existsSync(join(root, "etc/nightshift"))).toBe(false);
    expect(filesIn(root)).toEqual(
      expect.arrayContaining([
        "home/anna/ggml-x.bin",
        "home/anna/queue.db",
        "srv/2026-11-20/1.txt",
      ]),
    );
  });
});

test("the data folder is found again by the configuration", () => {
  const root = installed((config) => config.replaceAll("/var/lib/", "/mnt/qa/"));
  expect(layoutAt(root)).toMatchObject({
    data: "/mnt/qa/nightshift",
    models: "/mnt/qa/nightshift/models",
  });
});
