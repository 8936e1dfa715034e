import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeEach, describe, expect, test } from "vitest";

import { modelToPull } from "../testing/model-to-pull.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { pullModel } from "./pull-model.ts";

let site: ReturnType<typeof modelToPull>;
beforeEach(() => {
  site = modelToPull();
});

describe("a file given by hand", () => {
  test("is copied after the same checks, and stays", async () => {
    const from = join(tempFolder(), "from-usb.bin");
    writeFileSync(from, site.model);
    await pullModel(site.options(null, { from }));
    site.expectInPlace();
    expect(existsSync(from)).toBe(true);
  });

  test.each([
    ["cut", () => site.model.subarray(0, 9000)],
    ["changed", () => Buffer.concat([site.model.subarray(0, -1), Buffer.from([1])])],
  ])("that is %s is not taken over", async (_, content) => {
    const from = join(tempFolder(), "from-usb.bin");
    writeFileSync(from, content());
    await expect(pullModel(site.options(null, { from }))).rejects.toThrow(/It was not taken over/);
    expect(site.files()).toEqual([".pull.lock"]);
  });

  test("with a right checksum that is no model is not taken over either", async () => {
    const from = join(tempFolder(), "page.bin");
    writeFileSync(from, "<html>");
    const page = createHash("sha256").update("<html>").digest("hex");
    await expect(pullModel(site.options(null, { from, sha256: page }))).rejects.toThrow(
      /not a Whisper/,
    );
  });

  test("that is not there is said to be so", async () => {
    await expect(pullModel(site.options(null, { from: "/nonexistent/x.bin" }))).rejects.toThrow(
      /ENOENT.*x\.bin/,
    );
  });
});

test("a folder that cannot be is said to be so", async () => {
  const occupied = join(tempFolder(), "file");
  writeFileSync(occupied, "");
  await expect(pullModel(site.options(null, { folder: join(occupied, "models") }))).rejects.toThrow(
    /cannot be put into .*ENOTDIR/,
  );
});

test("a model in no list needs its checksum, and a known one has its own", async () => {
  await expect(pullModel(site.options(null, { sha256: null }))).rejects.toThrow(/--sha256/);
  await expect(pullModel(site.options(null))).rejects.toThrow(/--url or --from/);
  await expect(pullModel(site.options(null, { name: "tiny" }))).rejects.toThrow(/another name/);
});
