import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { findBuildTools } from "./find-build-tools.ts";

/** A host that has just these programs, each saying its version. */
function hostWith(programs: Record<string, string>): NodeJS.ProcessEnv {
  const folder = tempFolder();
  for (const [name, says] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${says}"\n`, { mode: 0o755 });
  }
  return { PATH: folder };
}

test("what the host calls python3 and g++ is taken when it is new enough", () => {
  const env = hostWith({ python3: "Python 3.11.2", "g++": "12", make: "" });
  expect(findBuildTools(env)).toEqual({ tools: { python: "python3", cxx: "g++", cc: "gcc" } });
});

test("on a host whose own are too old, as openSUSE Leap 15, the newer ones beside them are taken", () => {
  const env = hostWith({
    python3: "Python 3.6.15",
    "python3.11": "Python 3.11.9",
    "g++": "7",
    "g++-13": "13.3.0",
    make: "",
  });
  expect(findBuildTools(env)).toEqual({
    tools: { python: "python3.11", cxx: "g++-13", cc: "gcc-13" },
  });
});

test("what the environment names goes first", () => {
  const env = hostWith({ python3: "Python 3.11.2", "g++": "12", "my-g++": "14", make: "" });
  expect(findBuildTools({ ...env, CXX: "my-g++", CC: "my-gcc" })).toMatchObject({
    tools: { cxx: "my-g++", cc: "my-gcc" },
  });
});

test("what is missing or too old is named", () => {
  const env = hostWith({ python3: "Python 3.6.15", "g++": "8.5.0" });
  expect(findBuildTools(env)).toEqual({
    missing: ["Python 3.9 or newer", "make", "g++ 10 or newer"],
  });
});
