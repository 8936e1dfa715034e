import type { Silenced } from "#shared/contracts/audio.ts";

import { formatClock } from "../dashboard/format.ts";

/** How wide and high the strip is drawn; the stylesheet says how large it is shown. */
const WIDTH = 1000;
const HEIGHT = 12;

/** Where a recording that is played is silent: as a strip over its whole length, and in words. */
export function SilentStretches({
  silenced,
  durationSec,
}: {
  silenced: Silenced;
  durationSec: number;
}) {
  if (silenced.length === 0 || durationSec <= 0) return null;
  const at = (sec: number) => Math.min(WIDTH, (sec / durationSec) * WIDTH);
  return (
    <div class="silent-stretches">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="silent-track" x="0" y="0" width={WIDTH} height={HEIGHT} />
        {silenced.map(({ start_sec, end_sec }) => (
          <rect
            class="silent-part"
            x={at(start_sec)}
            y="0"
            width={Math.max(2, at(end_sec) - at(start_sec))}
            height={HEIGHT}
          />
        ))}
      </svg>
      <p class="hint">
        Silenced, because something private or unclear was said:{" "}
        {silenced.map(({ start_sec, end_sec }, index) => (
          <>
            {index > 0 && ", "}
            <span data-silent={`${start_sec}-${end_sec}`}>
              {formatClock(start_sec)} to {formatClock(end_sec)}
            </span>
          </>
        ))}
      </p>
    </div>
  );
}
