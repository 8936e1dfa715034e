import * as z from "zod";

import { newAnswerSchema, type NewAnswer } from "#shared/contracts/disputes.ts";

import { addProblems } from "../dashboard/field-problems.ts";

/** The fields in which a reviewer answers a dispute: `given.ID` and `why.ID` for each thing disputed, and `comment`. */
export const answerFormSchema = z
  .record(z.string(), z.string())
  .transform((fields, ctx): NewAnswer => {
    const ids = Object.keys(fields)
      .filter((name) => name.startsWith("given.") || name.startsWith("why."))
      .map((name) => name.slice(name.indexOf(".") + 1));
    const parsed = newAnswerSchema.safeParse({
      items: Object.fromEntries(
        ids.map((id) => [id, { given: fields[`given.${id}`], why: fields[`why.${id}`] ?? "" }]),
      ),
      comment: fields["comment"] ?? "",
    });
    if (parsed.success) return parsed.data;
    addProblems(ctx, parsed.error.issues, (path) =>
      path.replace(/^items\.(.+)\.(given|why)$/, "$2.$1"),
    );
    return z.NEVER;
  });
