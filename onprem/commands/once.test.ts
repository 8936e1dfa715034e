import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { holdRunLock } from "../queue/run-lock.ts";
import { cliSite } from "../testing/cli-site.ts";

/* How `once` ends when it cannot do its work; what it does when it can is shown in once-progress.test.ts and demo/. */

const model = join(import.meta.dirname, "../../demo/whisper-demo.bin");

test("recordings that cannot be read end it with 4, and say what to do", () => {
  const site = cliSite({ model });
  rmSync(site.recordings, { recursive: true });
  const { code, stderr } = site.run(["once"]);
  expect(code).toBe(4);
  expect(stderr).toMatch(/^nightshift: The recordings folder .* cannot be read \(ENOENT\)/);
});

test("an edge that is away ends it with 5, and nothing is lost", () => {
  const { code, stdout } = cliSite({ model }).run(["once"]);
  expect(code).toBe(5);
  expect(stdout).toMatch(
    /0 new recordings; 0 to transcribe[^]*cannot be reached[^]*stays in the outbox/,
  );
});

test("a second one beside the first ends with 6", () => {
  const site = cliSite({ model });
  mkdirSync(site.stateFolder);
  const release = holdRunLock(site.stateFolder);
  const { code, stderr } = site.run(["once"]);
  release();
  expect(code).toBe(6);
  expect(stderr).toMatch(/^nightshift: Another Nightshift run is at work/);
});

test("a model that is not there ends it with 1 before anything is begun", () => {
  const { code, stderr } = cliSite().run(["once"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^nightshift: .*model/i);
});
