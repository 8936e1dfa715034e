import type { Tone } from "../tone.ts";

const MEANING: Readonly<Record<Tone, string>> = {
  good: "good",
  mid: "fair",
  bad: "below the line",
  none: "no score",
};

/** A disc, a diamond or a triangle: what a tone's colour says, for those who do not see it. */
export function ToneShape({ tone }: { tone: Tone }) {
  return (
    <svg
      class={`tone-shape tone-${tone}`}
      viewBox="0 0 12 12"
      role="img"
      aria-label={MEANING[tone]}
    >
      {tone === "good" && <circle cx="6" cy="6" r="4.5" />}
      {tone === "mid" && <path d="M6 0.8 11.2 6 6 11.2 0.8 6Z" />}
      {tone === "bad" && <path d="M6 1 11.6 11H0.4Z" />}
      {tone === "none" && <path d="M2 5h8v2H2Z" />}
    </svg>
  );
}
