import * as z from "zod";

import { newDisputeSchema, type NewDispute } from "#shared/contracts/disputes.ts";

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
    for (const { path, message } of parsed.error.issues) {
      ctx.addIssue({ code: "custom", path, message });
    }
    return z.NEVER;
  });
