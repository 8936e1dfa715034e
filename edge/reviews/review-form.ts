import * as z from "zod";

import { disputableSchema, whySchema } from "#shared/contracts/disputes.ts";
import type { NewReview } from "#shared/contracts/reviews.ts";
import { newReviewSchema } from "#shared/contracts/reviews.ts";

import { addProblems } from "../dashboard/field-problems.ts";
import { queueFilterOf } from "./queue-filter.ts";
import type { QueueFilter } from "./review-queue.repository.ts";

type ReviewForm = {
  review: NewReview;
  goOn: "next" | "coach" | "stay";
  /** The dispute that it answers, with why each thing that was disputed is revised or kept. */
  answers: { disputeId: string; whys: Record<string, string> } | null;
  /** By which the next call is chosen. */
  queue: QueueFilter;
};

const goOnSchema = z.enum(["next", "coach", "stay"]).catch("stay");
const fieldSchema = z.union([z.string(), z.array(z.string())]);

/** The review form's fields: `mark.ID`, `comment.ID`, `auto_fail` for each item found, `comment`, `verdict`, `blind`, `go_on`, where it
 * answers a dispute `dispute` and `why.ID` for each thing disputed, and `queue.NAME` for the filter of the queue that it was taken from. */
export const reviewFormSchema = z
  .record(z.string(), fieldSchema)
  .transform((fields, ctx): ReviewForm => {
    const named = (prefix: string) =>
      Object.fromEntries(
        Object.entries(fields)
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, value]) => [name.slice(prefix.length), String(value)]),
      );
    const autoFails = fields["auto_fail"] ?? [];
    const parsed = newReviewSchema.safeParse({
      marks: named("mark."),
      comments: named("comment."),
      auto_fails: typeof autoFails === "string" ? [autoFails] : autoFails,
      comment: fields["comment"] ?? "",
      verdict: fields["verdict"] === "" ? null : fields["verdict"],
      is_blind: fields["blind"] === "1",
    });
    const whys = z.record(disputableSchema, whySchema.or(z.literal(""))).safeParse(named("why."));
    if (parsed.success && whys.success) {
      const disputeId = fields["dispute"];
      return {
        review: parsed.data,
        goOn: goOnSchema.parse(fields["go_on"]),
        answers: typeof disputeId === "string" ? { disputeId, whys: whys.data } : null,
        queue: queueFilterOf((name) => fields[`queue.${name}`] ?? null),
      };
    }
    addProblems(ctx, parsed.error?.issues ?? [], (path) =>
      path.replace(/^(mark|comment|auto_fail)s\b/, "$1"),
    );
    addProblems(ctx, whys.error?.issues ?? [], (path) => `why.${path}`);
    return z.NEVER;
  });
