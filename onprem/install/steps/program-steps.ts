import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  copyFileSync,
  chmodSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { plural } from "../../status/figures-in-words.ts";
import { pathsIn } from "../../whisper-build/build-record.ts";
import { checkWhisperBuild } from "../../whisper-build/check-build.ts";
import { compileWhisper } from "../../whisper-build/compile.ts";
import { readHostCpu } from "../../whisper-build/host-cpu.ts";
import { copyTree } from "../copy-tree.ts";
import { onDisk, RELEASE_MARK, type Layout } from "../layout.ts";
import { isWantedOfPackage, releaseMark, type Program } from "../program-files.ts";
import type { HostTools } from "../run-tool.ts";
import type { Step } from "../step.ts";

export type ProgramStepsOptions = {
  layout: Layout;
  program: Program;
  tools: HostTools;
  env: NodeJS.ProcessEnv;
  now: () => Date;
};

/**
 * The program into a folder of its own beside the one that may be running, compiled for this CPU, then one link switched:
 * at no moment is half a program current.
 */
export function programSteps({ layout, program, tools, env, now }: ProgramStepsOptions): Step[] {
  const releases = onDisk(layout, layout.releases);
  const release = join(releases, program.release);
  const current = onDisk(layout, layout.current);
  const isCopied = () => existsSync(join(release, RELEASE_MARK));
  const engineOf = (folder: string) => pathsIn(join(folder, "node_modules", "smart-whisper"));
  return [
    {
      describe: `copy Nightshift ${program.version}, its Node and ${plural(program.packages.length, "package")} to ${release}, owned by root, writable by nobody else`,
      isDone: isCopied,
      do: () => {
        const incoming = join(releases, `.incoming-${process.pid}`);
        removeUnfinished(releases);
        copyProgram(program, incoming);
        rmSync(release, { recursive: true, force: true });
        renameSync(incoming, release);
        if (existsSync("/sys/fs/selinux/enforce") && tools.has("restorecon")) {
          tools.run("restorecon", ["-R", onDisk(layout, layout.program)]);
        }
      },
    },
    {
      describe: `compile the Whisper engine in ${release} for this CPU, ${readHostCpu().model} (about a minute)`,
      isDone: () =>
        checkWhisperBuild(engineOf(isCopied() ? release : program.source), readHostCpu()).ok,
      do: () => {
        compileWhisper({ paths: engineOf(release), host: readHostCpu(), env, now });
      },
    },
    {
      describe: `make it the current release: ${current} → releases/${program.release}`,
      isDone: () => linkTarget(current) === `releases/${program.release}`,
      do: () => {
        const link = join(dirname(current), `.current-${process.pid}`);
        rmSync(link, { force: true });
        symlinkSync(`releases/${program.release}`, link);
        renameSync(link, current);
      },
    },
    {
      describe: `remove older releases from ${releases}, all but the one before`,
      isDone: () => outdated(releases, program.release).length === 0,
      do: () => {
        for (const name of outdated(releases, program.release)) {
          rmSync(join(releases, name), { recursive: true, force: true });
        }
      },
    },
  ];
}

function copyProgram(program: Program, target: string): void {
  makeFolder(target);
  for (const file of program.files) {
    const copy = join(target, file);
    makeFolder(dirname(copy));
    copyFileSync(join(program.source, file), copy);
    chmodSync(copy, 0o644);
  }
  for (const folder of program.packages) {
    makeFolder(dirname(join(target, folder)));
    copyTree(join(program.source, folder), join(target, folder), isWantedOfPackage(folder));
  }
  writeFileSync(join(target, RELEASE_MARK), releaseMark(program), { mode: 0o644 });
}

/** mkdir -p with a mode that the umask cannot narrow. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
  chmodSync(path, 0o755);
}

function removeUnfinished(releases: string): void {
  for (const name of foldersIn(releases)) {
    if (name.startsWith(".incoming-")) {
      rmSync(join(releases, name), { recursive: true, force: true });
    }
  }
}

/** All but the release itself and the newest other one, which may still be running and is the way back. */
function outdated(releases: string, release: string): string[] {
  return foldersIn(releases)
    .filter((name) => name !== release && !name.startsWith("."))
    .map((name) => ({ name, at: statSync(join(releases, name)).mtimeMs }))
    .toSorted((a, b) => b.at - a.at)
    .slice(1)
    .map(({ name }) => name);
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => basename(name));
  } catch {
    return [];
  }
}

function linkTarget(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
