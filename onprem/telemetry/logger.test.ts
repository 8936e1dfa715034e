import { expect, test } from "vitest";

import { createLogger } from "./logger.ts";

function logged(write: (logger: ReturnType<typeof createLogger>) => void): unknown[] {
  const lines: string[] = [];
  write(createLogger("info", { write: (line) => lines.push(line) }));
  return lines.map((line): unknown => JSON.parse(line));
}

test("a line says when, how grave, what and of whom", () => {
  expect(
    logged((logger) => logger.info({ event: "found", recording_id: "1001" }, "found")),
  ).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      event: "found",
      recording_id: "1001",
      message: "found",
    },
  ]);
});

test("what is below the level is left out", () => {
  expect(logged((logger) => logger.debug("looked"))).toEqual([]);
});

test("file names, phone numbers, secrets and what was said never get through", () => {
  const recording = { path: "/r/20261120_447700900123-all.wav", phone_number: "447700900123" };
  const lines = logged((logger) =>
    logger.warn({ ...recording, recording, token: "ns_ingest_x", text: "my card is" }),
  );
  expect(JSON.stringify(lines)).not.toMatch(/4477|ns_ingest|card/);
});
