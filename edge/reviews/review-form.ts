import * as z from "zod";

import type { NewReview } from "#shared/contracts/reviews.ts";
import { newReviewSchema } from "#shared/contracts/reviews.ts";

import { queueFilterOf } from "./queue-filter.ts";
import type { QueueFilter } from "./review-queue.repository.ts";

type ReviewForm = {
  review: NewReview;
  goOn: "next" | "stay";
  answers: string | null;
  /** By which the next call is chosen. */
  queue: QueueFilter;
};

const fieldSchema = z.union([z.string(), z.array(z.string())]);

/** The review form's fields: `mark.ID`, `comment.ID`, `auto_fail` for each item found, `comment`, `blind`, `go_on`, `dispute` where
 * it answers one, and `queue.NAME` for the filter of the queue that it was taken from. */
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
      is_blind: fields["blind"] === "1",
    });
    if (parsed.success) {
      const answers = fields["dispute"];
      return {
        review: parsed.data,
        goOn: fields["go_on"] === "next" ? "next" : "stay",
        answers: typeof answers === "string" ? answers : null,
        queue: queueFilterOf((name) => fields[`queue.${name}`] ?? null),
      };
    }
    for (const { path, message } of parsed.error.issues) {
      ctx.addIssue({ code: "custom", path, message });
    }
    return z.NEVER;
  });
