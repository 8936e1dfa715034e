import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "smol-toml";
import * as z from "zod";

import type { Environment } from "../admin/deployment-folder.ts";
import { DeployError } from "./deploy-error.ts";

const hostNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and hyphens");

const ownerFileSchema = z.strictObject({
  /** Which Cloudflare account, where the sign-in has several. */
  account_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "32 hexadecimal digits, from npx wrangler whoami")
    .optional(),
  /** Name of the Worker, and of its database unless that has its own. */
  name: hostNameSchema.optional(),
  database_name: hostNameSchema.optional(),
  /** Where people and agents reach the Worker, if not at its workers.dev address. */
  url: z.url({ protocol: /^https$/ }).optional(),
  /** Variables of the Worker, over those of wrangler.toml. */
  vars: z.record(z.string(), z.string()).default({}),
  /** Any further setting of wrangler's, in place of wrangler.toml's. */
  wrangler: z.record(z.string(), z.unknown()).default({}),
});
export type OwnerFile = z.infer<typeof ownerFileSchema>;

/** What the owner wants otherwise than wrangler.toml has it; nothing when there is no such file. Throws DeployError. */
export function readOwnerFile(folder: string, environment: Environment): OwnerFile {
  const path = join(folder, `${environment}.toml`);
  if (!existsSync(path)) return ownerFileSchema.parse({});
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new DeployError(`${path} is not TOML: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = ownerFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new DeployError(`${path} cannot be used:\n${told.join("\n")}`);
}
