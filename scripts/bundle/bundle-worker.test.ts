import { expect, test } from "vitest";

import { bundleWorker, MAX_BUNDLE_BYTES } from "./bundle-worker.ts";

test("the Worker builds as it is deployed, and is small enough", async () => {
  const { gzipBytes, parts } = await bundleWorker();
  const largest = parts.slice(0, 8).map(({ name, bytes }) => `${name} ${bytes}`);
  expect(gzipBytes, `node scripts/bundle-sizes.ts says more: ${largest.join(", ")}`).toBeLessThan(
    MAX_BUNDLE_BYTES,
  );
  const names = parts.map(({ name }) => name);
  expect(names).toContain("edge/worker.ts");
  // What only the agent, the tests or the tools need is not in it.
  expect(names.filter((name) => /^(onprem|demo|eval|edge\/testing)\b/.test(name))).toEqual([]);
});
