import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { cliSite } from "../testing/cli-site.ts";

/* A state folder that there cannot be: a message and an end, whichever command comes first. */

const COMMANDS = [["watch"], ["once"], ["model", "tune"]];

test.each([
  ["/proc/nightshift/state", /the system lets nobody make a folder there/],
  ["nightshift.toml", /a file or a broken link is in its place/],
  ["nightshift.toml/state", /a file is on the way/],
])("%s", (folder, message) => {
  for (const command of COMMANDS) {
    const site = cliSite({ model: join(import.meta.dirname, "../../demo/whisper-demo.bin") });
    const text = readFileSync(site.config, "utf8");
    writeFileSync(site.config, text.replace('folder = "state"', `folder = "${folder}"`));
    const { code, stderr } = site.run(command);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/\[state\] of the configuration/);
    expect(stderr).not.toContain("    at ");
    expect([command[0], code]).toEqual([command[0], 3]);
  }
});
