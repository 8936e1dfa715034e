export type AudioErrorCode =
  /** No bytes, or a header without a single sample behind it. */
  | "empty"
  /** Not a sound file at all. */
  | "not_audio"
  /** A sound file that this decoder does not read; ffmpeg or sox may. */
  | "unsupported_codec"
  /** A WAV header that contradicts itself or lacks what is needed. */
  | "damaged_header"
  /** The header announces clearly more sound than the file holds. */
  | "truncated"
  /** Longer than any call. */
  | "too_long"
  /** It was written to, cut or replaced while it was read. */
  | "changed_while_read"
  /** No program on this host decodes it. */
  | "no_decoder"
  /** A program that knows the format cannot read the file. */
  | "decoder_failed"
  /** The decoding program crashed, was killed or took too long. */
  | "decoder_stopped";

/** What may be otherwise next time: a program was installed, the host was short of memory, the file is written. */
const PASSING: readonly AudioErrorCode[] = ["no_decoder", "decoder_stopped", "changed_while_read"];

/** Why a recording cannot be used. `code` is stable; `message` tells a person what to do. */
export class AudioError extends Error {
  readonly code: AudioErrorCode;

  constructor(code: AudioErrorCode, message: string) {
    super(message);
    this.name = "AudioError";
    this.code = code;
  }

  /** Whether trying again cannot help. */
  get permanent(): boolean {
    return !PASSING.includes(this.code);
  }
}
