import type { Context } from "hono";
import type * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { AppError } from "../errors/app-error.ts";
import { readBounded } from "../ingest/read-bounded.ts";
import { problemsByField } from "./field-problems.ts";

const FORM_TYPE = "application/x-www-form-urlencoded";

export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/** A form's fields as they came; one that comes several times is a list. Throws AppError 415 for another kind of body. */
export async function readFields(c: Context<AppContext>): Promise<FormFields> {
  const request = c.req.raw;
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
  c.set("sentForm", fields);
  return fields;
}

/** The one value of a field: the first of several, '' where there is none. */
export function fieldOf(fields: FormFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return (typeof value === "string" ? value : value?.[0]) ?? "";
}

/** A form's fields by their schema. Throws AppError: 415 for another kind of body, 400 with the fields that are wrong. */
export async function readForm<Schema extends z.ZodType>(
  c: Context<AppContext>,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(await readFields(c));
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: "invalid_form",
    status: 400,
    message: "Something in the form cannot be used. Go back, change it and send it again.",
    details: [...problemsByField(parsed.error.issues)].map(([field, problem]) => ({
      field,
      problem,
    })),
  });
}
