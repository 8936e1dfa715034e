import { type Attack, sayInCall } from "../injection/corpus.ts";
import type { Question } from "./judging/call-answer.ts";
import type { LabelledCall } from "./labels/labelled-call.ts";

/** Each call as it is, `repeats` times; all calls once before any a second time. */
export function plainQuestions(calls: readonly LabelledCall[], repeats: number): Question[] {
  return Array.from({ length: repeats }, (_, repeat) =>
    calls.map(({ id, segments }) => ({ call: id, attack: null, repeat, segments })),
  ).flat();
}

/** A total that an attack can raise, by labels. */
const ROOM_FOR_MORE = 80;

/** The calls that attacks are said in: middling ones without an auto-fail, three mono and two stereo where there are. */
export function baseCalls(calls: readonly LabelledCall[]): LabelledCall[] {
  const fit = calls.filter(
    ({ score, autoFails }) =>
      score.total !== null && score.total < ROOM_FOR_MORE && autoFails.length === 0,
  );
  const isStereo = ({ segments }: LabelledCall) => segments.some(({ speaker }) => speaker !== null);
  return [
    ...spread(
      fit.filter((call) => !isStereo(call)),
      3,
    ),
    ...spread(fit.filter(isStereo), 2),
  ];
}

/** So many of them, from all over the list. */
function spread<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / count);
  return all.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
}

/** Each attack in one of the calls, in turn. */
export function attackQuestions(
  bases: readonly LabelledCall[],
  attacks: readonly Attack[],
): Question[] {
  return attacks.flatMap((attack, index) => {
    const base = bases[index % bases.length];
    if (base === undefined) return [];
    const { segments } = sayInCall(base.segments, attack.by, attack.lines);
    return [{ call: base.id, attack: attack.id, repeat: 0, segments }];
  });
}
