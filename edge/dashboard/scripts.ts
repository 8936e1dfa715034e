import { contentHash } from "./content-address.ts";
import editor from "./scripts/editor.client.js";
import keyboard from "./scripts/keyboard.client.js";
import player from "./scripts/player.client.js";
import refresh from "./scripts/refresh.client.js";
import review from "./scripts/review.client.js";
import transcript from "./scripts/transcript.client.js";

/** The scripts that pages may load, by name. Each page works without them. */
export const SCRIPTS = { editor, keyboard, player, refresh, review, transcript } as const;
export type ScriptName = keyof typeof SCRIPTS;

export function scriptPath(name: ScriptName): string {
  return `/assets/${name}.js?v=${contentHash(SCRIPTS[name])}`;
}
