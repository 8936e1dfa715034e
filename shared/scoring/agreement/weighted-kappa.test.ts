import { describe, expect, test } from "vitest";

import { type Pair, quadraticWeightedKappa } from "./weighted-kappa.ts";

/** Pairs from a table of counts: a row per truth, a column per judged mark, both from 1. */
function pairsOf(table: readonly (readonly number[])[]): Pair[] {
  return table.flatMap((row, truth) =>
    row.flatMap((count, judged) =>
      Array.from({ length: count }, () => ({ truth: truth + 1, judged: judged + 1 })),
    ),
  );
}

/** Kappa by its definition: the table's cells against what the marginals give, each weighted. */
function kappaByDefinition(table: readonly (readonly number[])[]): number {
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = table.map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  let observed = 0;
  let expected = 0;
  table.forEach((row, i) => {
    row.forEach((count, j) => {
      observed += (i - j) ** 2 * count;
      expected += ((i - j) ** 2 * (rows[i] ?? 0) * (columns[j] ?? 0)) / n;
    });
  });
  return 1 - observed / expected;
}

describe("quadraticWeightedKappa", () => {
  test("two categories: Cohen's kappa of the textbook's 50 grant proposals, 0.4", () => {
    // both yes 20, both no 15, apart 5 and 10: p_o 0.7, p_e 0.5; with two categories all weightings are the same
    const table = [
      [20, 5],
      [10, 15],
    ];
    expect(quadraticWeightedKappa(pairsOf(table))).toBeCloseTo(0.4, 10);
  });

  test("three categories, by hand", () => {
    // rows 10, 10, 10; columns 9, 10, 11; n 30. Observed: 4 cells one off with 2 each, one cell two off with 1: 8 + 4 = 12.
    // Expected: (10 · (10 + 4 · 11) + 10 · (9 + 11) + 10 · (4 · 9 + 10)) / 30 = 40. Kappa: 1 − 12 / 40.
    const table = [
      [7, 2, 1],
      [2, 6, 2],
      [0, 2, 8],
    ];
    expect(quadraticWeightedKappa(pairsOf(table))).toBeCloseTo(0.7, 10);
  });

  test("is the definition's, on a table of five", () => {
    const table = [
      [4, 1, 0, 0, 1],
      [2, 7, 3, 0, 0],
      [0, 2, 11, 4, 0],
      [0, 1, 2, 9, 3],
      [1, 0, 0, 5, 12],
    ];
    expect(quadraticWeightedKappa(pairsOf(table))).toBeCloseTo(kappaByDefinition(table), 10);
  });

  test("full agreement is 1, full reversal −1", () => {
    const marks = [1, 2, 3, 4, 5];
    expect(quadraticWeightedKappa(marks.map((m) => ({ truth: m, judged: m })))).toBe(1);
    expect(quadraticWeightedKappa(marks.map((m) => ({ truth: m, judged: 6 - m })))).toBe(-1);
  });

  test("one mark for all, whatever the truth, is no better than chance", () => {
    expect(quadraticWeightedKappa([1, 3, 5].map((m) => ({ truth: m, judged: 4 })))).toBeCloseTo(0);
  });

  test("is not defined without pairs or without any difference", () => {
    expect(quadraticWeightedKappa([])).toBeNull();
    expect(quadraticWeightedKappa([{ truth: 3, judged: 3 }])).toBeNull();
  });
});
