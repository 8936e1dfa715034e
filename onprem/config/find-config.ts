import { existsSync } from "node:fs";

const HERE = "nightshift.toml";
/** Where `nightshift install` writes it. */
export const INSTALLED_CONFIG = "/etc/nightshift/nightshift.toml";

/**
 * The configuration file to use: the one that was named, else NIGHTSHIFT_CONFIG, else the one in the working folder, else
 * the installed one, which need not exist.
 */
export function findConfig(named: string | undefined, env: NodeJS.ProcessEnv): string {
  const wish = named ?? env.NIGHTSHIFT_CONFIG;
  if (wish !== undefined && wish !== "") return wish;
  return existsSync(HERE) ? HERE : INSTALLED_CONFIG;
}
