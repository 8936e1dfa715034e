import type * as z from "zod";

import { AppError } from "../errors/app-error.ts";
import { readBounded } from "../ingest/read-bounded.ts";

const FORM_TYPE = "application/x-www-form-urlencoded";

/**
 * A form's fields by their schema; a field that comes several times is a list. Throws AppError: 415 for another kind of body,
 * 400 with the fields that are wrong.
 */
export async function readForm<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== FORM_TYPE || request.body === null) {
    throw new AppError({
      code: "unsupported_form",
      status: 415,
      message: `Send the form as ${FORM_TYPE}, as browsers do.`,
    });
  }
  const text = new TextDecoder().decode(await readBounded(request.body));
  const fields: Record<string, string | string[]> = {};
  const params = new URLSearchParams(text);
  for (const name of new Set(params.keys())) {
    const [first = "", ...more] = params.getAll(name);
    fields[name] = more.length === 0 ? first : [first, ...more];
  }
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: "invalid_form",
    status: 400,
    message: "Something in the form cannot be used. Go back, change it and send it again.",
    details: parsed.error.issues.map(({ path, message }) => ({
      field: path.join("."),
      problem: message,
    })),
  });
}
