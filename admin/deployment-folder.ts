import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** What a Cloudflare account can have a deployment of; this machine's, for development, is `npm run dev`. */
export const ENVIRONMENTS = ["production", "staging"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Where a deployment's own files lie unless the owner keeps them elsewhere; git ignores it, so an upgrade meets no conflict. */
export const DEPLOYMENTS_FOLDER = join(ROOT, "deployments");

/** Wrangler's configuration of a deployment, with the owner's ids; `npm run deploy` writes it. */
export function deployedConfigPath(environment: Environment, folder = DEPLOYMENTS_FOLDER): string {
  return join(folder, `${environment}.wrangler.jsonc`);
}
