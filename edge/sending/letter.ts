import * as z from "zod";

/*
 * What a message says, whichever way it goes: e-mail, Slack and webhooks are each written from it. Everything in it is plain
 * text, hostile text included; whoever writes it out escapes it. Addresses are whole.
 */

const toneSchema = z.enum(["good", "bad", "plain"]);

const partSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), text: z.string() }),
  /** Something to be read first. */
  z.strictObject({ kind: z.literal("warning"), text: z.string() }),
  z.strictObject({
    kind: z.literal("facts"),
    title: z.string().nullable(),
    rows: z.array(z.strictObject({ name: z.string(), value: z.string(), note: z.string() })),
  }),
  z.strictObject({
    kind: z.literal("list"),
    title: z.string(),
    items: z.array(
      z.strictObject({ title: z.string(), href: z.string().nullable(), text: z.string() }),
    ),
    /** What else there is, such as “and 12 more”. */
    rest: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal("link"), label: z.string(), href: z.string() }),
]);
export type LetterPart = z.infer<typeof partSchema>;

export const letterSchema = z.strictObject({
  subject: z.string(),
  title: z.string(),
  lead: z.string(),
  tone: toneSchema,
  parts: z.array(partSchema),
  /** Why one gets it, and where that is changed. */
  footer: z.string(),
  /** The same for programs; goes to webhooks as it is. */
  event: z.strictObject({ type: z.string(), data: z.record(z.string(), z.unknown()) }),
});
export type Letter = z.infer<typeof letterSchema>;

const MOST_SUBJECT_CHARS = 200;

/** A text in one line, without control characters, cut to length: what may stand in a header or beside other words. */
export function oneLine(text: string, mostChars = MOST_SUBJECT_CHARS): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return line.length <= mostChars ? line : `${line.slice(0, mostChars - 1).trimEnd()}…`;
}
