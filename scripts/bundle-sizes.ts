import { bundleWorker, MAX_BUNDLE_BYTES } from "./bundle/bundle-worker.ts";

/*
 * What is in the Worker that is uploaded, by package and folder: node scripts/bundle-sizes.ts
 */
const { gzipBytes, parts } = await bundleWorker();
const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { name, bytes } of parts) {
  console.log(`${kilobytes(bytes)}  ${((100 * bytes) / total).toFixed(1).padStart(4)} %  ${name}`);
}
console.log(
  `${kilobytes(total)}  in all; ${Math.round(gzipBytes / 1000)} kB compressed, of at most ${MAX_BUNDLE_BYTES / 1000}`,
);

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}
