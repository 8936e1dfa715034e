import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { expect } from "vitest";

import type { PullEvent, PullOptions } from "../models/pull-model.ts";
import { TINY_SHAPE, writeGgmlFile } from "./ggml-file.ts";
import { tempFolder } from "./temp-folder.ts";

/** A small model named `own` that is in no list, and a folder that does not have it yet. */
export function modelToPull() {
  const source = join(tempFolder(), "source.bin");
  writeGgmlFile(source, { ...TINY_SHAPE, textLayers: 3 });
  const model = readFileSync(source);
  const sha256 = createHash("sha256").update(model).digest("hex");
  const folder = join(tempFolder(), "models");
  const target = join(folder, "ggml-own.bin");
  const files = () => readdirSync(folder).toSorted();
  return {
    model,
    sha256,
    folder,
    target,
    part: `${target}.part`,
    files,
    options(mirror: string | null, more: Partial<PullOptions> = {}) {
      const events: PullEvent[] = [];
      return {
        events,
        name: "own",
        folder,
        from: null,
        mirror,
        sha256,
        minFreeBytes: 0,
        signal: new AbortController().signal,
        onEvent: (event: PullEvent) => void events.push(event),
        retry: { retries: 3, firstWaitMs: 1 },
        silenceMs: 1000,
        ...more,
      };
    },
    expectInPlace() {
      expect(readFileSync(target).equals(model)).toBe(true);
      expect(statSync(target).mode & 0o777).toBe(0o640);
      expect(files()).toEqual([".pull.lock", "ggml-own.bin", "ggml-own.bin.checked.json"]);
    },
  };
}
