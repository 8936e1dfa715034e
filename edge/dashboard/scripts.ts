import { contentHash } from "./content-address.ts";
import keyboard from "./scripts/keyboard.client.js";
import review from "./scripts/review.client.js";

/** The scripts that pages may load, by name. Each page works without them. */
export const SCRIPTS = { keyboard, review } as const;
export type ScriptName = keyof typeof SCRIPTS;

export function scriptPath(name: ScriptName): string {
  return `/assets/${name}.js?v=${contentHash(SCRIPTS[name])}`;
}
