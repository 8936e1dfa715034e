import { alignWords } from "./transcription/align-words.ts";
import { normaliseWords } from "./transcription/normalise-words.ts";

/** Share of the truth's words that were recognised wrongly, 0 for none; null when nothing was said. */
export function wordErrorRate(truth: string, recognised: string): number | null {
  const said = normaliseWords(truth);
  const heard = normaliseWords(recognised);
  if (said.length === 0) return null;
  const wrong = alignWords(said, heard).filter(
    (pair) =>
      pair.truth === null ||
      pair.recognised === null ||
      said[pair.truth] !== heard[pair.recognised],
  );
  return wrong.length / said.length;
}
