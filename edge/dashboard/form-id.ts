import * as z from "zod";

import { fieldOf, type FormFields } from "./read-form.ts";

/** The id that the form gives to what it makes, so that sent twice it makes one; another one where it gives none. */
export function formId(form: FormFields): string {
  return z
    .uuid()
    .catch(() => crypto.randomUUID())
    .parse(fieldOf(form, "form_id"));
}
