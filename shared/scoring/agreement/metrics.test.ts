import { describe, expect, test } from "vitest";

import type { Mark } from "#shared/scoring/score-call.ts";

import { agreementOf } from "./agreement.ts";
import { binaryRates } from "./binary-rates.ts";
import { bootstrapInterval } from "./bootstrap.ts";
import { quantile } from "./quantile.ts";

const pairs = (...given: [Mark, Mark][]) => given.map(([truth, judged]) => ({ truth, judged }));

describe("agreementOf", () => {
  test("counts NA as a mark of its own, and keeps it out of distances", () => {
    const agreement = agreementOf(
      pairs(["3", "3"], ["3", "4"], ["1", "3"], ["5", "4"], ["NA", "NA"], ["NA", "5"], ["2", "NA"]),
    );
    expect(agreement.exact).toBeCloseTo(2 / 7);
    expect(agreement.withinOne).toBeCloseTo(4 / 7);
    // distances 0, 1, 2, 1; signed 0, +1, +2, −1
    expect(agreement.meanError).toBe(1);
    expect(agreement.bias).toBe(0.5);
    expect(agreement.notApplicable).toMatchObject({
      actual: 2,
      found: 2,
      precision: 0.5,
      recall: 0.5,
    });
    // observed 0+1+4+1 = 6; truths 3 3 1 5, judged 3 4 3 4: expected 44 + 50 − 2·12·14/4 = 10
    expect(agreement.kappa).toBeCloseTo(0.4);
  });

  test("says null, not 0 or NaN, where there is nothing to compare", () => {
    expect(agreementOf([])).toMatchObject({
      exact: null,
      withinOne: null,
      kappa: null,
      bias: null,
    });
    expect(agreementOf(pairs(["NA", "NA"]))).toMatchObject({
      exact: 1,
      withinOne: 1,
      meanError: null,
    });
  });
});

test("binaryRates: three actual, four found, two of them right", () => {
  const of = (truth: boolean, judged: boolean) => ({ truth, judged });
  const yes = true;
  const rates = binaryRates([
    of(yes, yes),
    of(yes, yes),
    of(yes, false),
    of(false, yes),
    of(false, yes),
  ]);
  expect(rates).toMatchObject({ actual: 3, found: 4, both: 2, precision: 0.5 });
  expect(rates.recall).toBeCloseTo(2 / 3);
  expect(binaryRates([of(false, false)])).toMatchObject({ precision: null, recall: null });
});

test("quantile interpolates between neighbours", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48);
  expect(quantile([7], 0.95)).toBe(7);
  expect(quantile([], 0.5)).toBeNull();
});

describe("bootstrapInterval", () => {
  const average = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  test("of a mean comes near mean ± 1.96 standard errors, and is the same every time", () => {
    const values = Array.from({ length: 100 }, (_, i) => i % 10);
    const interval = bootstrapInterval(values, average);
    // standard deviation of 0…9 is 2.872, so the standard error is 0.287
    expect(interval?.low).toBeCloseTo(4.5 - 1.96 * 0.287, 1);
    expect(interval?.high).toBeCloseTo(4.5 + 1.96 * 0.287, 1);
    expect(bootstrapInterval(values, average)).toEqual(interval);
  });

  test("is not given for one unit or for what is mostly undefined", () => {
    expect(bootstrapInterval([1], average)).toBeNull();
    expect(bootstrapInterval([1, 2, 3], () => null)).toBeNull();
  });
});
