import * as z from "zod";

/*
 * Addresses at which an office keeps its recordings, as templates: `{recording_id}`, `{uniqueid}` and `{date}` (YYYY-MM-DD at
 * the site) stand for those of the call.
 */

export const RECORDING_PLACEHOLDERS = ["recording_id", "uniqueid", "date"] as const;
type Placeholder = (typeof RECORDING_PLACEHOLDERS)[number];

const PLACEHOLDER = /\{([^{}]*)\}/g;
const MAX_CHARS = 500;
const SERVER = /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?\//i;

/** A template whose server is fixed: an address that a call could lead to another server would not be one. */
export const recordingUrlSchema = z
  .string()
  .trim()
  .min(1)
  .max(MAX_CHARS)
  .superRefine((template, context) => {
    const problem = problemOf(template);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

function problemOf(template: string): string | null {
  if (/[\s"'<>\\^`|;,]/.test(template)) return "an address without spaces, quotes or commas";
  const named = [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  const unknown = named.find((name) => !RECORDING_PLACEHOLDERS.some((known) => known === name));
  if (unknown !== undefined || /[{}]/.test(template.replaceAll(PLACEHOLDER, ""))) {
    return `the only placeholders are ${RECORDING_PLACEHOLDERS.map((name) => `{${name}}`).join(", ")}`;
  }
  if (!named.some((name) => name !== "date")) {
    return "name the call by {recording_id} or {uniqueid}, or all calls have the same recording";
  }
  return SERVER.test(template)
    ? null
    : "a whole address that begins with https:// and the server's name, without a password or a placeholder in it";
}

/** A call's own address; null where the template needs what the call does not have. */
export function recordingUrl(
  template: string | null,
  call: Readonly<Record<Placeholder, string | null>>,
): string | null {
  if (template === null) return null;
  const isMissing = RECORDING_PLACEHOLDERS.some(
    (name) => call[name] === null && template.includes(`{${name}}`),
  );
  if (isMissing) return null;
  return RECORDING_PLACEHOLDERS.reduce(
    // By a function: what is put in may hold a $, which replaceAll would read.
    (text, name) => text.replaceAll(`{${name}}`, () => encodeURIComponent(call[name] ?? "")),
    template,
  );
}
