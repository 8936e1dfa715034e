import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { queueRecordings } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { inTransaction, openDatabase } from "./open-database.ts";

const SCRIPT = fileURLToPath(new URL("testing/claim-until-full.ts", import.meta.url));
/** Blocks of 1024 bytes; room for the queue and for some claims. */
const MAX_FILE_BLOCKS = 600;

test("a claim that the disk has no room for is an error, and not a recording that others may claim too", () => {
  const folder = tempFolder();
  const db = openDatabase(folder);
  const ids = Array.from({ length: 500 }, (_, n) => `r${n}`);
  inTransaction(db, () => queueRecordings(db, ...ids));
  db.close();
  const printed = execFileSync(
    "bash",
    ["-c", `ulimit -f ${MAX_FILE_BLOCKS}; exec "$0" "$@"`, process.execPath, SCRIPT, folder],
    { encoding: "utf8" },
  );
  const { claimed, unwritten, failed } = JSON.parse(printed) as Record<string, unknown>;
  expect({ unwritten, failed }).toEqual({ unwritten: 0, failed: true });
  expect(claimed).toBeGreaterThan(0);
});
