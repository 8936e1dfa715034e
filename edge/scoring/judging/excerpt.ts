import type { Excerpt } from "#shared/contracts/qa-api.ts";
import type { Segment } from "#shared/contracts/transcript.ts";

/*
 * The rule for calls that are too long for a judge ("opening-middle-end-1"):
 *
 * 1. A call goes whole to the first judge that takes it whole, now or once its quota is back. Nothing is left out while
 *    any configured judge could hear all of it.
 * 2. Where none can, the first judge gets an excerpt, as large as its limit allows: of the characters that fit, 40 % are
 *    the call's opening, 40 % its end and 20 % the middle of what lies between. Whole segments only; each gap is marked
 *    with its length, so that the judge knows that something is missing there.
 * 3. An excerpt holds at least half of the call's words. A call of which less would fit goes to a person.
 * 4. A score that was made from an excerpt says so, with what was left out. Card data said aloud is looked for in the
 *    whole call all the same, since that takes no judge.
 */

const OPENING_SHARE = 0.4;
const END_SHARE = 0.4;
const MIN_KEPT_SHARE = 0.5;
/** Of 300,000 characters that leaves fewer than a hundred unused; each halving costs CPU time, which a Worker has little of. */
const HALVINGS = 12;

/**
 * The largest excerpt that `fits`, by the rule above; null when that is less than half of the call. `fits` must say yes to
 * whatever is shorter than something it said yes to.
 */
export function excerptOf(
  segments: readonly Segment[],
  fits: (shown: readonly Segment[]) => boolean,
): { shown: Segment[]; excerpt: Excerpt } | null {
  let low = 0;
  let high = totalChars(segments);
  let best: boolean[] | null = null;
  for (let halving = 0; halving < HALVINGS && low < high; halving++) {
    const chars = Math.ceil((low + high) / 2);
    const kept = choose(segments, chars);
    if (fits(withGaps(segments, kept))) {
      best = kept;
      low = chars;
    } else {
      high = chars - 1;
    }
  }
  if (best === null) return null;
  const chosen = best;
  const allWords = countWords(segments);
  const keptWords = countWords(segments.filter((_, index) => chosen[index]));
  if (keptWords < allWords * MIN_KEPT_SHARE) return null;
  return {
    shown: withGaps(segments, best),
    excerpt: {
      rule: "opening-middle-end-1",
      kept_words: keptWords,
      all_words: allWords,
      left_out: gaps(segments, best).map(({ from, to }) => ({ from_sec: from, to_sec: to })),
    },
  };
}

/** Which segments an excerpt of `chars` characters keeps. */
function choose(segments: readonly Segment[], chars: number): boolean[] {
  const kept = segments.map(() => false);
  const keepFrom = (indexes: Iterable<number>, allowance: number) => {
    let left = allowance;
    for (const index of indexes) {
      left -= segments[index]?.text.length ?? 0;
      if (left < 0) return;
      kept[index] = true;
    }
  };
  const order = [...segments.keys()];
  keepFrom(order, chars * OPENING_SHARE);
  keepFrom(order.toReversed(), chars * END_SHARE);
  const between = order.filter((index) => !kept[index]);
  const spare = chars - totalChars(segments.filter((_, index) => kept[index]));
  keepFrom(fromTheMiddle(between), spare);
  return kept;
}

/** The middle of a list, then its neighbours on either side in turn. */
function fromTheMiddle(indexes: readonly number[]): number[] {
  const middle = Math.floor(indexes.length / 2);
  const byDistance = (at: number) => Math.abs(at - middle);
  return [...indexes.keys()]
    .toSorted((a, b) => byDistance(a) - byDistance(b))
    .flatMap((at) => indexes[at] ?? []);
}

type Gap = { first: number; from: number; to: number };

function gaps(segments: readonly Segment[], kept: readonly boolean[]): Gap[] {
  const found: Gap[] = [];
  segments.forEach(({ start_sec, end_sec }, index) => {
    if (kept[index]) return;
    const open = index > 0 && !kept[index - 1] ? found.at(-1) : undefined;
    if (open === undefined) found.push({ first: index, from: start_sec, to: end_sec });
    else open.to = end_sec;
  });
  return found;
}

/** The kept segments, with a line in the place of each gap. */
function withGaps(segments: readonly Segment[], kept: readonly boolean[]): Segment[] {
  const marks = new Map(gaps(segments, kept).map((gap) => [gap.first, gap]));
  return segments.flatMap((segment, index) => {
    const gap = marks.get(index);
    if (gap !== undefined) return [gapLine(gap)];
    return kept[index] ? [segment] : [];
  });
}

function gapLine({ from, to }: Gap): Segment {
  const minutes = Math.max(1, Math.round((to - from) / 60));
  const text = `[left out here: ${minutes} min of the call]`;
  return { start_sec: from, end_sec: to, text, confidence: 1, speaker: null };
}

function totalChars(segments: readonly Segment[]): number {
  return segments.reduce((chars, { text }) => chars + text.length, 0);
}

function countWords(segments: readonly Segment[]): number {
  return segments.reduce((words, { text }) => words + text.trim().split(/\s+/).length, 0);
}
