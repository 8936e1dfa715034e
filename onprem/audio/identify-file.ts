import { AudioError } from "./audio-error.ts";

const SOUND_FORMATS: { name: string; offset: number; magic: string }[] = [
  { name: "an Ogg file", offset: 0, magic: "OggS" },
  { name: "a FLAC file", offset: 0, magic: "fLaC" },
  { name: "an MP3 file", offset: 0, magic: "ID3" },
  { name: "an AMR file", offset: 0, magic: "#!AMR" },
  { name: "an AU file", offset: 0, magic: ".snd" },
  { name: "an AIFF file", offset: 0, magic: "FORM" },
  { name: "an MP4 file", offset: 4, magic: "ftyp" },
  { name: "a WebM or Matroska file", offset: 0, magic: "\x1aE\xdf\xa3" },
  { name: "a 64-bit WAV file (RF64)", offset: 0, magic: "RF64" },
  { name: "a big-endian WAV file (RIFX)", offset: 0, magic: "RIFX" },
];

const OTHER_FORMATS: { name: string; magic: string }[] = [
  { name: "a gzip archive", magic: "\x1f\x8b" },
  { name: "a zip archive", magic: "PK\x03\x04" },
  { name: "a PDF document", magic: "%PDF" },
];

/** So many bytes from a file's start tell what it is. */
export const HEAD_BYTES = 512;
const GSM_FRAME_BYTES = 33;
const UNKNOWN = "binary data of an unknown kind";

/** The kinds of file that ViciDial's recordings are kept in; a WAV file may hold any codec. */
export type RecordingFormat = "wav" | "mp3" | "ogg" | "gsm";

/**
 * What a file is by its first bytes. Only where these look like nothing at all does the name's extension (`.mp3`) count.
 * Null for what is no recording.
 */
export function recordingFormat(bytes: Uint8Array, extension = ""): RecordingFormat | null {
  const head = headText(bytes);
  if (/^RIFF.{4}WAVE/s.test(head)) return "wav";
  if (head.startsWith("OggS")) return "ogg";
  if (head.startsWith("ID3") || isMp3Frame(bytes)) return "mp3";
  if (isGsm(bytes)) return "gsm";
  if (bytes.length === 0 || soundFormat(bytes) !== undefined || otherFormat(head) !== UNKNOWN) {
    return null;
  }
  const hints: Record<string, RecordingFormat> = { ".mp3": "mp3", ".ogg": "ogg", ".gsm": "gsm" };
  return hints[extension.toLowerCase()] ?? null;
}

/** Samples by which MP3 decoders delay what they decode, and lame what it encodes. */
export const MP3_DECODER_DELAY = 529;
const LAME_ENCODER_DELAY = 576;

/**
 * Samples at the start of an MP3 file that were not in the original: encoder and decoder delay it. ViciDial encodes with
 * lame. Where the file's Info tag says how many, decoders leave them out by themselves;
 * at 16 kbit/s the tag does not fit into a frame and is left out.
 */
export function mp3LeadSamples(head: Uint8Array): number {
  return isMp3Frame(head) && !/Info|Xing/.test(headText(head))
    ? LAME_ENCODER_DELAY + MP3_DECODER_DELAY
    : 0;
}

/** The error for a file that does not begin as a WAV file: what it looks like, by its first bytes. */
export function describeForeignFile(bytes: Uint8Array): AudioError {
  const sound = soundFormat(bytes);
  if (sound !== undefined) {
    return new AudioError(
      "unsupported_codec",
      `This is ${sound}, which is not decoded here: install ffmpeg or sox on this host.`,
    );
  }
  return new AudioError(
    "not_audio",
    `This is not a sound file: it looks like ${otherFormat(headText(bytes))}. Check what wrote it.`,
  );
}

function headText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
}

function soundFormat(bytes: Uint8Array): string | undefined {
  const head = headText(bytes);
  const named = SOUND_FORMATS.find(({ offset, magic }) => head.startsWith(magic, offset));
  if (named !== undefined) return named.name;
  // Formats without a magic word are known by how their frames begin.
  if (isMp3Frame(bytes)) return "an MP3 file";
  return isGsm(bytes) ? "a raw GSM file" : undefined;
}

/** MPEG audio, layer III, with a version, bit rate and sample rate that exist. */
function isMp3Frame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  const hasSync = first === 0xff && (second & 0xe0) === 0xe0;
  const isLayer3 = (second & 0x06) === 0x02 && (second & 0x18) !== 0x08;
  return hasSync && isLayer3 && third >> 4 !== 0xf && (third & 0x0c) !== 0x0c;
}

function isGsm(bytes: Uint8Array): boolean {
  return [0, 1, 2].every((frame) => (bytes[frame * GSM_FRAME_BYTES] ?? 0) >> 4 === 0xd);
}

function otherFormat(head: string): string {
  const known = OTHER_FORMATS.find(({ magic }) => head.startsWith(magic));
  if (known !== undefined) return known.name;
  if (/^\s*<(!doctype|html|\?xml)/i.test(head)) return "a web page (HTML)";
  if (/^[\t\n\r\x20-\x7e]+$/.test(head)) return "text";
  return UNKNOWN;
}
