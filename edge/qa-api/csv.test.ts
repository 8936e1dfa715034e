import { describe, expect, test } from "vitest";

import { toCsv } from "./csv.ts";

const line = (cell: string | number | boolean | null) =>
  toCsv(["x"], [{ x: cell }]).split("\r\n")[1];

describe("a cell", () => {
  test.each([
    ["plain", "plain"],
    ["with, comma", '"with, comma"'],
    ['with "quotes"', '"with ""quotes"""'],
    ["ünïcödé 通話", "ünïcödé 通話"],
    ["", ""],
    [12.5, "12.5"],
    [-3, "-3"],
    [true, "true"],
    [null, ""],
  ])("%j becomes %j", (cell, field) => {
    expect(line(cell)).toBe(field);
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "|calc"])(
    "%j that a spreadsheet would run is made text",
    (cell) => {
      expect(line(cell)?.replace(/^"/, "")).toMatch(/^'/);
    },
  );

  test("of two lines stays one field", () => {
    expect(toCsv(["x"], [{ x: "one\r\ntwo" }])).toBe('x\r\n"one\r\ntwo"\r\n');
  });
});

test("every row has every column, in the header's order", () => {
  expect(toCsv(["a", "b"], [{ b: 2, a: 1 }, { a: 3 }])).toBe("a,b\r\n1,2\r\n3,\r\n");
});
