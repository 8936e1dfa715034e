import * as z from "zod";

import { maskPart, maskText } from "#shared/masking/mask-numbers.ts";

import type { AgentReview } from "../agents/agent-reviews.repository.ts";
import type { Finding } from "../agents/findings.ts";
import type { ListedCall } from "../qa-api/call-list.repository.ts";
import { maskSegments } from "./mask-call.ts";

/* What lists show of calls, for those who see no telephone numbers. */

export function maskSummary<Row extends { summary: string | null }>(row: Row): Row {
  return { ...row, summary: row.summary === null ? null : maskPart(row.summary) };
}

export function maskListed(call: ListedCall): ListedCall {
  return { ...call, score: call.score === null ? null : maskSummary(call.score) };
}

export function maskRationale<Row extends { rationale: string | null }>(row: Row): Row {
  return { ...row, rationale: row.rationale === null ? null : maskPart(row.rationale) };
}

export function maskFinding(finding: Finding): Finding {
  const examples = finding.examples.map((example) => ({
    ...example,
    quote: example.quote === null ? null : { ...example.quote, text: maskPart(example.quote.text) },
    rationale: maskPart(example.rationale),
  }));
  return { ...finding, examples };
}

const linesSchema = z.array(z.looseObject({ text: z.string() }));

/** Stored segments as they stand in D1, masked. */
export function maskStoredSegments(segments: string): string {
  return JSON.stringify(maskSegments(linesSchema.parse(JSON.parse(segments))));
}

/** An agent's page: summaries of their calls, the quotes that show where they stand out, and what reviewers said. */
export function maskAgentView<
  View extends {
    recent: ListedCall[];
    lowest: ListedCall[];
    strengths: Finding[];
    gaps: Finding[];
    reviews: AgentReview[];
  },
>(view: View): View {
  return {
    ...view,
    recent: view.recent.map(maskListed),
    lowest: view.lowest.map(maskListed),
    strengths: view.strengths.map(maskFinding),
    gaps: view.gaps.map(maskFinding),
    reviews: view.reviews.map((review) => ({ ...review, comment: maskText(review.comment) })),
  };
}

/** The calls whose words an agent's page quotes. */
export function quotedCalls({
  strengths,
  gaps,
}: {
  strengths: readonly Finding[];
  gaps: readonly Finding[];
}): string[] {
  return [...strengths, ...gaps].flatMap(({ examples }) =>
    examples.filter(({ quote }) => quote !== null).map(({ recordingId }) => recordingId),
  );
}
