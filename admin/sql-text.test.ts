import { DatabaseSync } from "node:sqlite";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { withValues } from "./sql-text.ts";

const sqlite = new DatabaseSync(":memory:");
const read = (query: string, values: unknown[]) =>
  Object.values(sqlite.prepare(withValues(query, values)).get() ?? {});

describe("values written into a statement", () => {
  test.each([
    ["it's"],
    ["'; DROP TABLE call; --"],
    ["''"],
    ["\\'"],
    ['?1 ? " ` -- /* */'],
    ["two\nlines\r\n"],
    ["😀 通話"],
    [""],
    [0],
    [-1.5],
    [1.8e12],
    [1e300],
    [null],
  ])("%j is read back as it was", (value) => {
    expect(read("select ? as one, 'a?b' as two, ?1 as three -- ?", [value])).toEqual([
      value,
      "a?b",
      value,
    ]);
  });

  test("any text is read back as it was, and ends nothing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((text) => !text.includes("\0") && text.isWellFormed()),
        (text) => {
          expect(read("select ?2 as two, ?1 as one, 'still' as here", [text, "x"])).toEqual([
            "x",
            text,
            "still",
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a truth is 1, a falsehood 0", () => {
    expect(read("select ? as yes, ? as no", [true, false])).toEqual([1, 0]);
  });

  test("quoted names and comments keep their question marks", () => {
    expect(withValues('select "a?" /* ? */ from t where `b?` = ? -- ?', [1])).toBe(
      'select "a?" /* ? */ from t where `b?` = 1 -- ?',
    );
  });

  test.each([[undefined], [Number.NaN], [Infinity], ["a\0b"], [{}], [10n]])(
    "%s is refused",
    (value) => {
      expect(() => withValues("select ?", [value])).toThrow(/cannot be written into SQL/);
    },
  );

  test("a parameter without a value is refused", () => {
    expect(() => withValues("select ?2", [1])).toThrow("parameter 2");
  });
});
