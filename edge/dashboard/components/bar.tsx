import type { Tone } from "../tone.ts";

/** A filled track for a table cell; the number stands beside it, so it is decoration to a screen reader. */
export function Bar({ share, tone }: { share: number; tone: Tone | "accent" }) {
  const width = Math.min(1, Math.max(0, share)) * 100;
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" width="100" height="8" />
      <rect class={`bar-fill tone-${tone}`} width={width.toFixed(2)} height="8" />
    </svg>
  );
}

const SCALE_FROM = 20;
const SCALE_TO = 100;

/** Lowest to highest total as a line, the average as a tick on it. */
export function RangeBar({
  min,
  max,
  average,
  tone,
}: {
  min: number;
  max: number;
  average: number;
  tone: Tone;
}) {
  const at = (total: number) => ((total - SCALE_FROM) / (SCALE_TO - SCALE_FROM)) * 100;
  return (
    <svg class="bar range" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" y="3.4" width="100" height="1.2" />
      <rect
        class="range-span"
        x={at(min).toFixed(2)}
        y="2.6"
        width={Math.max(0.5, at(max) - at(min)).toFixed(2)}
        height="2.8"
      />
      <rect
        class={`bar-fill tone-${tone}`}
        x={(at(average) - 0.8).toFixed(2)}
        width="1.6"
        height="8"
      />
    </svg>
  );
}
