import type { Child } from "hono/jsx";
import * as z from "zod";

/** The steps that people are told of; the migration's triggers write these kinds. */
export const noticeKindSchema = z.enum([
  "dispute_opened",
  "dispute_revised",
  "dispute_declined",
  "dispute_withdrawn",
  "dispute_expired",
  "coaching_made",
  "coaching_acknowledged",
  "coaching_done",
  "coaching_cancelled",
]);
export type NoticeKind = z.infer<typeof noticeKindSchema>;

/** What happened, in words for the agent or for the staff; `agent` is their name. */
export function noticeText(kind: NoticeKind, agent: Child, isAgent: boolean): Child {
  switch (kind) {
    case "dispute_opened":
      return <>{agent} disputes the score of a call</>;
    case "dispute_revised":
      return "Your dispute was answered with a revised score";
    case "dispute_declined":
      return "Your dispute was declined: what you disputed stands";
    case "dispute_withdrawn":
      return <>{agent} took a dispute back</>;
    case "dispute_expired":
      return "The call you disputed was scored anew, so your dispute has ended";
    case "coaching_made":
      return isAgent ? "You have a new coaching task" : <>You are to coach {agent}</>;
    case "coaching_acknowledged":
      return <>{agent} has seen their coaching task</>;
    case "coaching_done":
      return <>{agent} has done their coaching task</>;
    case "coaching_cancelled":
      return "A coaching task of yours was cancelled";
  }
}
