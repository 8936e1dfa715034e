import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  installedVersion,
  pathsIn,
  whisperPaths,
} from "../../../onprem/whisper-build/build-record.ts";
import { compileStockWhisper } from "../../../onprem/whisper-build/compile.ts";

/** Compiles smart-whisper as its own install does, in a folder of its own, unless that is there already; returns its folder. */
export function stockBuild(cacheFolder: string, onCompile: () => void): string {
  const installed = whisperPaths();
  const paths = pathsIn(join(cacheFolder, "smart-whisper"));
  const mark = join(cacheFolder, "built-for");
  const wanted = `smart-whisper ${installedVersion(installed)}, ${process.version} ${process.arch}\n`;
  if (existsSync(mark) && existsSync(paths.addon) && readFileSync(mark, "utf8") === wanted) {
    return paths.packageFolder;
  }
  onCompile();
  rmSync(cacheFolder, { recursive: true, force: true });
  mkdirSync(cacheFolder, { recursive: true });
  // What the native build left there stays there.
  const left = [join(installed.packageFolder, "build"), installed.log];
  cpSync(installed.packageFolder, paths.packageFolder, {
    recursive: true,
    filter: (source) => !left.includes(source),
  });
  compileStockWhisper(paths, process.env);
  writeFileSync(mark, wanted);
  return paths.packageFolder;
}
