import type { Environment } from "../admin/deployment-folder.ts";
import type { Ask } from "../onprem/install/ask.ts";
import type { OwnerFile } from "./owner-file.ts";
import type { Wrangler } from "./wrangler.ts";

/** What every step works with. */
export type Deployment = {
  environment: Environment;
  /** Where the deployment's own files lie. */
  folder: string;
  owner: OwnerFile;
  /** Says what would be done, and changes nothing. */
  dryRun: boolean;
  /** Null where nobody sits at a terminal, or with --yes. */
  ask: Ask | null;
  answers: Answers;
  /** A line for whoever watches. */
  say: (line: string) => void;
  /** For the account that was chosen, once it was. */
  wranglerFor: (accountId: string | null) => Wrangler;
  env: NodeJS.ProcessEnv;
  nowMs: () => number;
};

/** What the command line gave in advance. */
export type Answers = {
  account?: string;
  location?: string;
  jurisdiction?: string;
  siteId?: string;
  siteName?: string;
  timeZone?: string;
  admin?: string;
};

/** A Worker and its database: wrangler for their account, and its configuration. */
export type Place = { wrangler: Wrangler; configPath: string };
