import type { CallSound } from "./call-surroundings.repository.ts";
import { SilentStretches } from "./silent-stretches.tsx";

/** Where the recording of a call is to be had; null where the site has not said. */
export type RecordingLinks = { audioUrl: string | null; vicidialUrl: string | null };

const SPEEDS = ["0.5", "0.75", "1", "1.25", "1.5", "2"];

/**
 * The recording, from here or from the office's own server: nothing is loaded before somebody plays it. Its tools are shown by
 * player.client.js; the browser's controls do without.
 */
export function Player({
  audioUrl,
  vicidialUrl,
  sound,
}: RecordingLinks & {
  /** Null where it is not what lies here that is played. */
  sound: CallSound | null;
}) {
  if (audioUrl === null) {
    return vicidialUrl === null ? null : (
      <p class="player-link">
        <a href={vicidialUrl} rel="noreferrer">
          Listen in ViciDial
        </a>
      </p>
    );
  }
  return (
    <section class="player" aria-label="Recording" data-player>
      <audio controls preload="none" src={audioUrl}></audio>
      <div class="player-tools" hidden data-tools>
        <label>
          Speed{" "}
          <select data-speed>
            {SPEEDS.map((speed) => (
              <option value={speed} selected={speed === "1"}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" checked data-follow /> Follow
        </label>
        {vicidialUrl !== null && (
          <a href={vicidialUrl} rel="noreferrer">
            In ViciDial
          </a>
        )}
        <span class="player-keys" data-keys-hint>
          <kbd>Space</kbd> plays, <kbd>←</kbd>
          <kbd>→</kbd> 5 s
        </span>
      </div>
      {sound !== null && <SilentStretches {...sound} />}
      <p class="player-status" role="status" data-status></p>
    </section>
  );
}
