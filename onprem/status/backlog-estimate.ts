/** HH:MM on the site's clock; the end may lie on the next day. */
export type NightHours = { start: string; end: string };

export type BacklogEstimate = { workSec: number | null; nights: number | null };

/**
 * How long a backlog keeps so many workers busy: audio / (speed × workers), in whole nights of the window. A guard that
 * pauses makes it longer. Nulls when no run has shown a speed yet.
 */
export function estimateBacklog(
  backlog: { audioSec: number; speed: number | null; workers: number | null },
  night: NightHours,
): BacklogEstimate {
  const { audioSec, speed, workers } = backlog;
  if (audioSec === 0) return { workSec: 0, nights: 0 };
  if (speed === null || speed <= 0 || workers === null || workers < 1) {
    return { workSec: null, nights: null };
  }
  const workSec = audioSec / (speed * workers);
  return { workSec, nights: Math.ceil(workSec / lengthSec(night)) };
}

/** Seconds of a night whose clock is not changed. */
function lengthSec({ start, end }: NightHours): number {
  const minutes = (clock: string) => {
    const [hour = 0, minute = 0] = clock.split(":").map(Number);
    return hour * 60 + minute;
  };
  const length = minutes(end) - minutes(start);
  return (length > 0 ? length : length + 24 * 60) * 60;
}
