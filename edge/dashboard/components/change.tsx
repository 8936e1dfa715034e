/** What a rise means: better, worse, or neither. */
export type RiseIs = "good" | "bad" | "neutral";

/**
 * How a value moved against the period before: an arrow, the amount, and a colour where a rise is good or bad. Nothing
 * where there is nothing to compare with.
 */
export function Change({
  now,
  before,
  riseIs,
  format,
  unit = "",
}: {
  now: number | null;
  before: number | null;
  riseIs: RiseIs;
  format: (value: number) => string;
  unit?: string;
}) {
  if (now === null || before === null) return null;
  const size = format(Math.abs(now - before));
  if (size === format(0)) return <span class="change">no change</span>;
  const rose = now > before;
  const tone = riseIs === "neutral" ? "neutral" : rose === (riseIs === "good") ? "good" : "bad";
  return (
    <span class={`change change-${tone}`}>
      <span aria-hidden="true">{rose ? "▲" : "▼"}</span>
      <span class="hidden">{rose ? "up" : "down"}</span> {size}
      {unit}
    </span>
  );
}
