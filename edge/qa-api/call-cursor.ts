import * as z from "zod";

import { localDateSchema } from "#shared/contracts/call.ts";

import { AppError } from "../errors/app-error.ts";

/*
 * A cursor says where a list of calls goes on: the place of the last call that was looked at, the dates that were asked for
 * (so that a list begun before midnight stays the same list), and which list it belongs to.
 */
const cursorSchema = z.strictObject({
  list: z.string(),
  from: localDateSchema,
  to: localDateSchema,
  place: z.union([
    z.strictObject({
      localDate: localDateSchema,
      startedAt: z.number(),
      recordingId: z.string(),
    }),
    z.strictObject({
      localDate: localDateSchema,
      total: z.number().nullable(),
      recordingId: z.string(),
    }),
  ]),
});
export type CallCursor = z.infer<typeof cursorSchema>;

export function writeCursor(cursor: CallCursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify(cursor));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * Reads a cursor of the given list.
 *
 * @throws AppError `invalid_request` when it was not made here, or for another list
 */
export function readCursor(text: string, list: string): CallCursor {
  const cursor = parse(text);
  if (cursor !== null && cursor.list === list) return cursor;
  const message =
    cursor === null
      ? "This is no cursor of an answer. Begin again without it."
      : "This cursor belongs to a list with other filters or another order. Begin again without it.";
  throw new AppError({
    code: "invalid_request",
    status: 400,
    message,
    details: [{ parameter: "cursor", message }],
  });
}

function parse(text: string): CallCursor | null {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const json: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes),
    );
    return cursorSchema.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}
