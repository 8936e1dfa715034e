import type { Context } from "hono";

import type { AppContext } from "../app-context.ts";
import { readFields, type FormFields } from "../dashboard/read-form.ts";

const FORM_TYPE = "application/x-www-form-urlencoded";

/** A form that came from a browser without a session, as it was filled in; null where none was sent. */
export async function readKeptForm(c: Context<AppContext>): Promise<FormFields | null> {
  const isForm = c.req.header("Content-Type")?.toLowerCase().startsWith(FORM_TYPE) ?? false;
  return c.req.method === "POST" && isForm ? readFields(c) : null;
}

/** Holds what was filled in, to be sent again once there is a session. */
export function KeptForm({ action, fields }: { action: string; fields: FormFields }) {
  return (
    <form method="post" action={action}>
      {Object.entries(fields).flatMap(([name, value]) =>
        [value].flat().map((one) => <input type="hidden" name={name} value={one} />),
      )}
      <button class="button" type="submit">
        Send again
      </button>
    </form>
  );
}
