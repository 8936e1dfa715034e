import type { Segment } from "#shared/contracts/transcript.ts";
import { maskNumbers, maskPart, maskText } from "#shared/masking/mask-numbers.ts";

import type { CallRecord } from "../qa-api/call-record.repository.ts";
import type { Opinion } from "../scoring/judging/opinion.ts";
import type { LocatedQuote } from "../scoring/judging/scored-criterion.ts";

/*
 * A call as those see it who see no telephone numbers. Done where a call is shown; what is stored stays as it is. Every text keeps
 * its length, and a quote is cut out of the masked line, so that it is found there again.
 */

export function maskCall(call: CallRecord): CallRecord {
  const raw = call.transcript?.segments ?? [];
  const masked = maskSegments(raw);
  const quote = quoteMasker(raw, masked);
  return {
    ...call,
    transcript: call.transcript === null ? null : { ...call.transcript, segments: masked },
    score:
      call.score === null
        ? null
        : {
            ...maskJudged(call.score, quote),
            injections: call.score.injections.map((sign) => ({
              ...sign,
              text: masked[sign.segment]?.text ?? maskPart(sign.text),
            })),
            secondOpinion:
              call.score.secondOpinion === null
                ? null
                : maskJudged(call.score.secondOpinion, quote),
          },
    job:
      call.job === null
        ? null
        : { ...call.job, opinions: call.job.opinions.map((one) => maskJudged(one, quote)) },
  };
}

export function maskSegments<Line extends Pick<Segment, "text">>(
  segments: readonly Line[],
): Line[] {
  const texts = maskNumbers(segments.map(({ text }) => text));
  return segments.map((segment, at) => ({ ...segment, text: texts[at] ?? "" }));
}

/** What people wrote of a call. */
export function maskComments<Review extends { comment: string; comments: Record<string, string> }>(
  review: Review,
): Review {
  return {
    ...review,
    comment: maskText(review.comment),
    comments: maskValues(review.comments),
  };
}

export function maskValues(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, maskText(text)]));
}

type Judged = Pick<Opinion, "criteria" | "autoFails" | "summary" | "strengths" | "improvements">;
type MaskQuote = (quote: LocatedQuote) => LocatedQuote;

function maskJudged<One extends Judged>(judged: One, maskQuote: MaskQuote): One {
  return {
    ...judged,
    criteria: judged.criteria.map((criterion) => ({
      ...criterion,
      rationale: maskPart(criterion.rationale),
      evidence: criterion.evidence.map(maskQuote),
    })),
    autoFails: judged.autoFails.map((found) => ({
      ...found,
      evidence: found.evidence.map(maskQuote),
    })),
    summary: maskPart(judged.summary),
    strengths: judged.strengths.map(maskPart),
    improvements: judged.improvements.map(maskPart),
  };
}

/** A quote as its line has it; one that is not found there as it stands is masked by itself. */
function quoteMasker(raw: readonly Segment[], masked: readonly Segment[]): MaskQuote {
  return (quote) => {
    const line = raw[quote.segment]?.text.toLowerCase() ?? "";
    const wanted = quote.quote.toLowerCase();
    const at = line.length === (raw[quote.segment]?.text.length ?? 0) ? line.indexOf(wanted) : -1;
    const cut = masked[quote.segment]?.text.slice(at, at + quote.quote.length);
    return { ...quote, quote: at < 0 || cut === undefined ? maskPart(quote.quote) : cut };
  };
}
