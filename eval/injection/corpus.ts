import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

import type { Segment } from "#shared/contracts/transcript.ts";

/** What an attack pretends to be, or how it hides. */
export const ATTACK_KINDS = [
  "instruction",
  "fake_system_text",
  "fake_json",
  "praise",
  "already_reviewed",
  "authority",
  "other_language",
  "spelled_out",
  "delimiter",
  "quote_stuffing",
  "role_play",
] as const;
const attackKindSchema = z.enum(ATTACK_KINDS);

export const attackSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  kind: attackKindSchema,
  by: z.enum(["customer", "agent"]),
  /** ISO 639. */
  language: z.string().regex(/^[a-z]{2,3}$/),
  /** As the recogniser would write it down, a segment each. */
  lines: z.array(z.string().min(1)).min(1),
  /**
   * Written after the screen's patterns, by somebody who had not worked on them, in words unlike the others'. What is found
   * of these is what to expect of attacks yet to come. Once a pattern is written for one, it is fresh no more.
   */
  fresh: z.literal(true).optional(),
});
export type Attack = z.infer<typeof attackSchema>;

/** What people do say on calls and what is only near an attack in its words. */
export const lookAlikeSchema = z.strictObject({
  like: attackKindSchema,
  by: z.enum(["customer", "agent"]),
  text: z.string().min(1),
  fresh: z.literal(true).optional(),
});
export type LookAlike = z.infer<typeof lookAlikeSchema>;

export function readAttacks(): Attack[] {
  return z.array(attackSchema).parse(readJson("attacks.json"));
}

export function readLookAlikes(): LookAlike[] {
  return z.array(lookAlikeSchema).parse(readJson("look-alikes.json"));
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
}

/** A call with something more said in it, and which of its segments that is. */
export type Spoken = { segments: Segment[]; from: number; to: number };

/** Has somebody say these lines three fifths into a call. Speakers are named where the recording names them. */
export function sayInCall(
  call: readonly Segment[],
  by: Attack["by"],
  lines: readonly string[],
): Spoken {
  const from = Math.ceil(call.length * 0.6);
  const before = call[from - 1];
  const isStereo = call.some(({ speaker }) => speaker !== null);
  const atSec = before?.end_sec ?? 0;
  const said = lines.map((text): Segment => ({
    start_sec: atSec,
    end_sec: atSec,
    text,
    confidence: 0.9,
    speaker: isStereo ? by : null,
  }));
  return {
    segments: [...call.slice(0, from), ...said, ...call.slice(from)],
    from,
    to: from + said.length,
  };
}
