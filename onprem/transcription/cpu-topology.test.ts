import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { formatCpuList, parseCpuList, readCpuTopology } from "./cpu-topology.ts";

test("reads and writes the kernel's CPU lists", () => {
  expect(parseCpuList("0-3,8,10-11\n")).toEqual([0, 1, 2, 3, 8, 10, 11]);
  expect(formatCpuList([8, 0, 1, 2, 3, 11, 10])).toBe("0-3,8,10-11");
  expect(formatCpuList([])).toBe("");
});

test("reads what is online, what may be used and who shares a core", () => {
  const root = tempFolder();
  const files: Record<string, string> = {
    "proc/self/status": "Name:\tnode\nCpus_allowed_list:\t2-3,6-7,12\n",
    "sys/online": "0-7\n",
    "sys/cpu2/topology/thread_siblings_list": "2,6\n",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const topology = readCpuTopology(join(root, "proc"), join(root, "sys"));
  expect(topology.online).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(topology.allowed).toEqual([2, 3, 6, 7]);
  expect(topology.siblingsOf(2)).toEqual([2, 6]);
  expect(topology.siblingsOf(3)).toEqual([3]);
});

test("this host's topology makes sense", () => {
  const { online, allowed } = readCpuTopology();
  expect(allowed.length).toBeGreaterThan(0);
  expect(online).toEqual(expect.arrayContaining(allowed));
});
