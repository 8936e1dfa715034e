import type { Deployment, Place } from "../deployment.ts";

/** Builds the Worker as a deployment would, and says how large it is. Throws WranglerError where it does not build. */
export async function checkWorker({ say }: Deployment, place: Place): Promise<void> {
  const output = await place.wrangler(["deploy", "--dry-run", "--config", place.configPath]);
  const size = /^Total Upload: .*gzip: (.+)$/m.exec(output)?.[1] ?? "of unknown size";
  say(`Worker: would be uploaded, ${size} compressed.`);
}
