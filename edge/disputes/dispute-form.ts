import * as z from "zod";

import { newDisputeSchema, type NewDispute } from "#shared/contracts/disputes.ts";

import { addProblems } from "../dashboard/field-problems.ts";

/** The dispute form's fields: `reason.ID` for each criterion, an empty one being no reason, and `comment`. */
export const disputeFormSchema = z
  .record(z.string(), z.string())
  .transform((fields, ctx): NewDispute => {
    const parsed = newDisputeSchema.safeParse({
      reasons: Object.fromEntries(
        Object.entries(fields)
          .filter(([name, text]) => name.startsWith("reason.") && text.trim() !== "")
          .map(([name, text]) => [name.slice("reason.".length), text]),
      ),
      comment: fields["comment"] ?? "",
    });
    if (parsed.success) return parsed.data;
    addProblems(ctx, parsed.error.issues, (path) =>
      path === "reasons" ? "" : path.replace(/^reasons\./, "reason."),
    );
    return z.NEVER;
  });
