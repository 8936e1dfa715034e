import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { SERVICE_USER } from "../layout.ts";
import { mustRun, type HostTools } from "../run-tool.ts";
import type { Step } from "../step.ts";
import { ownerOf } from "./service-user-step.ts";

const SEARCH = 0o1;
const READ_AND_SEARCH = 0o5;
/** ORIG/2026-11-20, MP3/2026-11-20: recordings lie no deeper. */
const DEPTH = 2;
const MAX_ROUNDS = 32;

/**
 * Lets the service user look into the folders of recordings where it may not, by an access list entry on just those
 * folders, which changes nothing for anybody else. ViciDial's installer makes them 0766: nobody but root can search them.
 */
export function recordingsAccessSteps(folders: readonly string[], tools: HostTools): Step[] {
  return folders.filter(isFolder).map((folder) => ({
    describe: `let ${SERVICE_USER} read the folders of ${folder} (setfacl -m u:${SERVICE_USER}:rx, only where it cannot)`,
    isDone: () => closedFolders(folder, tools).length === 0,
    do: () => {
      if (!tools.has("setfacl")) {
        throw new Error(
          `${SERVICE_USER} may not read ${folder}, and setfacl is not installed. Install the package acl (zypper install acl, dnf install acl, apt-get install acl).`,
        );
      }
      // What lies in a closed folder looks closed too: from the outside in, until nothing is.
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const closed = outermost(closedFolders(folder, tools));
        if (closed.length === 0) return;
        for (const { path, needs } of closed) {
          const right = needs === SEARCH ? "x" : "rx";
          mustRun(tools, "setfacl", ["-m", `u:${SERVICE_USER}:${right}`, "--", path]);
        }
      }
    },
  }));
}

/** Takes the entries away again; nothing else about the folders was changed. */
export function recordingsAccessRemovalSteps(folders: readonly string[], tools: HostTools): Step[] {
  return folders.filter(isFolder).map((folder) => {
    const entered = () =>
      relevantFolders(folder)
        .map(({ path }) => path)
        .filter((path) => hasEntry(path, tools));
    return {
      describe: `take ${SERVICE_USER} off the access lists of the folders of ${folder}`,
      isDone: () => entered().length === 0,
      do: () => {
        for (const path of entered()) {
          mustRun(tools, "setfacl", ["-x", `u:${SERVICE_USER}`, "--", path]);
        }
      },
    };
  });
}

type NeededFolder = { path: string; needs: number };

/** Folders that the service user needs and may not use, as the kernel decides it, access lists and groups included. */
function closedFolders(folder: string, tools: HostTools): NeededFolder[] {
  const needed = relevantFolders(folder);
  const owner = ownerOf(tools);
  if (owner === null) return needed;
  const script =
    'for f; do m=${f%%:*}; p=${f#*:}; [ -x "$p" ] && { [ "$m" = 1 ] || [ -r "$p" ]; } || echo "$f"; done';
  const { stdout } = tools.run("setpriv", [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    "--init-groups",
    "sh",
    "-c",
    script,
    "sh",
    ...needed.map(({ path, needs }) => `${needs}:${path}`),
  ]);
  const closed = new Set(stdout.split("\n"));
  return needed.filter(({ path, needs }) => closed.has(`${needs}:${path}`));
}

function outermost(closed: readonly NeededFolder[]): NeededFolder[] {
  return closed.filter(({ path }) => !closed.some((outer) => path.startsWith(`${outer.path}/`)));
}

/** The way to the folder, the folder, and what lies in it. */
function relevantFolders(folder: string): NeededFolder[] {
  const way: NeededFolder[] = [];
  for (let path = dirname(folder); path !== "/" && path !== "."; path = dirname(path)) {
    way.unshift({ path, needs: SEARCH });
  }
  return [...way, ...withInner(folder, DEPTH)];
}

function withInner(folder: string, depth: number): NeededFolder[] {
  const own = { path: folder, needs: READ_AND_SEARCH };
  if (depth === 0) return [own];
  const inner = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => withInner(join(folder, entry.name), depth - 1));
  return [own, ...inner];
}

function hasEntry(path: string, tools: HostTools): boolean {
  const { stdout } = tools.run("getfacl", ["--absolute-names", "--omit-header", "--", path]);
  return stdout.split("\n").some((line) => line.startsWith(`user:${SERVICE_USER}:`));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
