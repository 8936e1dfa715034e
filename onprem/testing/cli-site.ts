import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runAsNobody } from "./run-as-nobody.ts";
import { tempFolder } from "./temp-folder.ts";

const CLI = join(import.meta.dirname, "..", "cli.ts");

export type CliResult = { code: number | null; stdout: string; stderr: string };

/** A site's configuration and folders, and the real command in a process of its own. */
export function cliSite(options: { edgeUrl?: string; model?: string } = {}) {
  const root = tempFolder();
  const recordings = join(root, "recordings");
  const stateFolder = join(root, "state");
  const config = join(root, "nightshift.toml");
  mkdirSync(recordings);
  writeFileSync(
    config,
    `
[site]
id = "test"
time_zone = "Europe/London"
[source]
kind = "folder"
folder = "recordings"
stable_sec = 0
[state]
folder = "state"
[edge]
url = "${options.edgeUrl ?? "http://127.0.0.1:9"}"
token = "ns_ingest_secret"
[whisper]
model = "${options.model ?? "model.bin"}"
`,
  );
  return {
    root,
    recordings,
    stateFolder,
    config,
    run(
      args: readonly string[],
      more: { env?: NodeJS.ProcessEnv; asNobody?: boolean; cwd?: string } = {},
    ) {
      const place = { cwd: more.cwd ?? root, env: { PATH: process.env.PATH, ...more.env } };
      const { status, stdout, stderr } = more.asNobody
        ? runAsNobody([CLI, ...args], place)
        : spawnSync(process.execPath, [CLI, ...args], {
            encoding: "utf8",
            timeout: 60_000,
            ...place,
          });
      return { code: status, stdout, stderr } satisfies CliResult;
    },
  };
}
