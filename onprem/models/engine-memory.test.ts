import { expect, test } from "vitest";

import { catalogueShape } from "./catalogue.ts";
import { engineBytes } from "./engine-memory.ts";

/**
 * What the engine logged for models of these shapes, in MB: compute buffers of convolution, encoder, cross attention and
 * decoder, and the memories at their largest (the first is logged for 1536 places and grows to 3584).
 */
const LOGGED: [string, number][] = [
  ["tiny.en", 13.19 + 85.53 + 3.88 + 95.89 + 2.36 + 9.44 * (1 + 3584 / 1536)],
  ["base.en", 16.26 + 131.94 + 4.65 + 96.35 + 3.15 + 18.87 * (1 + 3584 / 1536)],
  ["small.en", 22.41 + 280.07 + 6.18 + 97.27 + 4.72 + 56.62 * (1 + 3584 / 1536)],
  ["medium.en", 28.55 + 594.09 + 7.72 + 141.96 + 6.29 + 150.99 * (1 + 3584 / 1536)],
  ["large-v3-turbo", 34.69 + 926.53 + 9.25 + 99.1 + 7.86 + 31.46 * (1 + 3584 / 1536)],
];

test.each(LOGGED)("the buffers of %s are foreseen", (name, logged) => {
  const shape = catalogueShape(name);
  const foreseen = (shape === null ? 0 : engineBytes(shape)) / 1e6;
  expect(foreseen / logged).toBeGreaterThan(0.99);
  expect(foreseen / logged).toBeLessThan(1.1);
});
