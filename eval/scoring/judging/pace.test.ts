import { expect, test } from "vitest";

import type { ProviderLimits } from "../../../edge/providers/provider.ts";
import { createPace } from "./pace.ts";

function limits(change: Partial<ProviderLimits>): ProviderLimits {
  return {
    requestsPerMinute: null,
    requestsPerDay: null,
    tokensPerMinute: null,
    tokensPerDay: null,
    dayTimeZone: "UTC",
    ...change,
  };
}

/** When each of these requests gets its turn, in seconds, all of them waiting from the start. */
async function turnsOf(given: ProviderLimits, tokens: readonly number[], pausedUntilMs = 0) {
  let nowMs = 0;
  const pace = createPace({
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  });
  pace.pauseUntil(pausedUntilMs);
  return Promise.all(tokens.map((count) => pace.turn(given, count).then(() => nowMs / 1000)));
}

test("without limits all go at once", async () => {
  expect(await turnsOf(limits({}), [9000, 9000, 9000])).toEqual([0, 0, 0]);
});

test("fifteen requests a minute are one every four seconds", async () => {
  expect(await turnsOf(limits({ requestsPerMinute: 15 }), [1, 1, 1, 1])).toEqual([0, 4, 8, 12]);
});

test("the tokens of any minute stay under the limit; one that is larger by itself is let through", async () => {
  const given = limits({ tokensPerMinute: 8000 });
  expect(await turnsOf(given, [5000, 3000, 3000, 6000])).toEqual([0, 0, 60, 120]);
  expect(await turnsOf(given, [9000, 1000])).toEqual([0, 60]);
});

test("nothing goes while the provider wants to be left alone", async () => {
  expect(await turnsOf(limits({}), [1, 1], 30_000)).toEqual([30, 30]);
});
