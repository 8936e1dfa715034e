import type { LeftOut, LeftOutReason, Transcript } from "#shared/contracts/transcript.ts";

import { section } from "./columns.ts";
import { bytes, duration, plural, siteTime } from "./figures-in-words.ts";
import type { RecordingLife } from "./recording-life.ts";
import { forTerminal } from "./text-for-terminal.ts";

/** A recording's life for people; texts from outside hold no control characters any more. */
export function renderLife(life: RecordingLife, timeZone: string, width: number): string[] {
  const at = (time: string) => siteTime(Date.parse(time), timeZone, true);
  const lines = (label: string, texts: readonly string[]) => section(label, texts, width);
  return [
    `${forTerminal(life.recording_id)}  ${life.state}${because(life)}`,
    "",
    ...lines("Call", [callLine(life, at(life.started_at), timeZone)]),
    ...lines("Agent", [[life.agent_user, life.agent_name].map(orUnknown).join(", ")]),
    ...lines("Campaign", [`${orUnknown(life.campaign_id)}, status ${orUnknown(life.call_status)}`]),
    ...(life.call_group === null ? [] : lines("Same call", [siblingsLine(life)])),
    ...lines("File", fileLines(life, at)),
    ...lines("Tries", [triesLine(life, at)]),
    ...lines(
      "Life",
      life.events.map(
        (event) => `${at(event.at)}  ${utcClock(event.at)}  ${event.state}${because(event)}`,
      ),
    ),
    ...lines("Edge", edgeLines(life, at)),
    ...(life.transcript === null
      ? lines("Transcript", ["none"])
      : [
          ...lines("Transcript", [
            transcriptLine(life.transcript),
            ...confidenceLine(life.transcript),
          ]),
          ...lines("Left out", (life.transcript.left_out ?? []).map(leftOutLine)),
          "",
          ...life.transcript.segments.flatMap(({ start_sec, speaker, text }) =>
            section(
              clock(start_sec).padStart(9),
              [`${speaker === null ? "" : `${speaker}: `}${forTerminal(text)}`],
              width,
            ),
          ),
        ]),
  ];
}

function because(entry: { reason_code: string | null; reason: string | null }): string {
  const said = [entry.reason_code, entry.reason].filter((part) => part !== null).map(forTerminal);
  return said.length === 0 ? "" : `: ${said.join(", ")}`;
}

function callLine(life: RecordingLife, startedAt: string, timeZone: string): string {
  const length =
    life.duration_sec === null
      ? life.expected_sec === null
        ? "length unknown"
        : `about ${duration(life.expected_sec)}`
      : duration(life.duration_sec);
  const direction = life.direction === null ? "" : `, ${forTerminal(life.direction)}`;
  const uniqueid = life.uniqueid === null ? "" : `, uniqueid ${forTerminal(life.uniqueid)}`;
  return `${startedAt} ${timeZone}, ${length}${direction}${uniqueid}`;
}

function siblingsLine({ call_group: group, siblings }: RecordingLife): string {
  const others = siblings.map(({ recording_id: id, state }) => `${forTerminal(id)} (${state})`);
  return `${forTerminal(group ?? "")}: ${others.length === 0 ? "no other recording" : others.join(", ")}`;
}

function fileLines({ file }: RecordingLife, at: (time: string) => string): string[] {
  if (!file.known) {
    return [
      file.missing_since === null
        ? "not found yet"
        : `not found since ${at(file.missing_since)}, after ${plural(file.looks, "look")}`,
    ];
  }
  const size = file.size_bytes === null ? "size unknown" : bytes(file.size_bytes);
  const changed = file.changed_at === null ? "" : `, written ${at(file.changed_at)}`;
  const missing = file.missing_since === null ? "" : `, missing since ${at(file.missing_since)}`;
  const until = file.last_night === null ? "" : `, removed after the night of ${file.last_night}`;
  const path =
    file.path === undefined
      ? "its path holds the caller's number; --file shows it"
      : forTerminal(file.path ?? "");
  return [`${size}${changed}${missing}${until}`, path];
}

function triesLine(life: RecordingLife, at: (time: string) => string): string {
  const next = life.next_at === null ? "" : `, not again before ${at(life.next_at)}`;
  const held = life.lease_until === null ? "" : `, held until ${at(life.lease_until)}`;
  return `${life.attempts}, and ${life.interruptions} that were interrupted${next}${held}`;
}

function edgeLines(life: RecordingLife, at: (time: string) => string): string[] {
  const waiting = life.outbox.map(({ kind, since, attempts, refused }) =>
    refused === null
      ? `${kind} waits to be sent since ${at(since)}, ${plural(attempts, "try", "tries")}`
      : `${kind} refused: ${forTerminal(refused)}. \`nightshift retry ${forTerminal(life.recording_id)}\` sends it again.`,
  );
  const delivered =
    life.delivered_at === null ? [] : [`transcript delivered ${at(life.delivered_at)}`];
  const confirmed =
    life.confirmed_at === null ? [] : [`the edge showed that it has it ${at(life.confirmed_at)}`];
  const all = [...waiting, ...delivered, ...confirmed];
  return all.length === 0 ? ["nothing waits to be sent"] : all;
}

function transcriptLine(transcript: Transcript): string {
  const {
    language,
    model,
    word_count: words,
    speech_sec,
    transcription_sec,
    redactions,
  } = transcript;
  const taken = Object.entries(redactions).filter(([, count]) => count > 0);
  const out = taken.map(([kind, count]) => `${count} × ${kind.replaceAll("_", " ")}`).join(", ");
  return (
    `${language}, ${forTerminal(model)}, ${plural(words, "word")} in ${duration(speech_sec)} of speech, ` +
    `made in ${duration(transcription_sec)}${out === "" ? "" : `; taken out: ${out}`}`
  );
}

/** Nothing for transcripts of agents that did not measure it yet. */
function confidenceLine({ confidence, low_confidence: isLow }: Transcript): string[] {
  if (confidence === undefined) return [];
  return [`confidence ${Math.round(confidence * 100)} %${isLow === true ? ", which is low" : ""}`];
}

function leftOutLine({ start_sec, end_sec, reason, outcome, speaker }: LeftOut): string {
  const who = speaker === null ? "" : `, ${speaker}`;
  return `${clock(start_sec)} to ${clock(end_sec)}${who}: ${REASONS[reason]}, ${OUTCOMES[outcome]}`;
}

const REASONS: Record<LeftOutReason, string> = {
  repetition: "the text went round in circles",
  text_over_silence: "more text than was spoken",
  stock_phrase: "a phrase that Whisper makes up",
  no_text: "no text for what sounds like speech",
  too_long: "more than a transcript holds",
};

const OUTCOMES: Record<LeftOut["outcome"], string> = {
  dropped: "dropped",
  inaudible: "told as [inaudible]",
};

/** m:ss.s of the recording's own clock. */
function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

function utcClock(time: string): string {
  return `${time.slice(11, 19)}Z`;
}

function orUnknown(value: string | null): string {
  return value === null ? "unknown" : forTerminal(value);
}
