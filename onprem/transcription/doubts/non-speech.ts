import { readFileSync } from "node:fs";

import * as z from "zod";

import { spokenWords } from "./spoken-words.ts";

const SOUNDS = new Set(
  z
    .array(z.string())
    .parse(JSON.parse(readFileSync(new URL("sounds.json", import.meta.url), "utf8"))),
);
const IN_BRACKETS = /^\s*(\([^()]*\)|\[[^[\]]*\]|\*[^*]*\*|[♪♫\s.…-]+)+\s*$/u;

/**
 * What a text says that is no words but a remark in brackets or notes, as subtitles have them: `sound` names something that is
 * no speech ("[Music]"), `unknown` anything else ("[BLANK_AUDIO]", "(speaking foreign language)"). Null for words.
 */
export function nonSpeech(text: string): "sound" | "unknown" | null {
  if (!IN_BRACKETS.test(text)) return null;
  const isSound = /[♪♫]/u.test(text) || spokenWords(text).some((word) => SOUNDS.has(word));
  return isSound ? "sound" : "unknown";
}
