import { AudioError } from "./audio-error.ts";
import type { WavFormat } from "./riff-chunks.ts";

export interface SampleFormat {
  bytesPerSample: number;
  /** The sample at a byte offset, −1 to 1. */
  read: (view: DataView, offset: number) => number;
}

const FORMAT_NAMES: Record<number, string> = {
  0x02: "Microsoft ADPCM",
  0x11: "IMA ADPCM",
  0x31: "GSM 6.10",
  0x40: "G.721",
  0x45: "G.726",
  0x55: "MP3",
  0x83: "G.729",
  0xff: "AAC",
};

const PCM: Record<number, SampleFormat> = {
  8: { bytesPerSample: 1, read: (view, offset) => (view.getUint8(offset) - 128) / 128 },
  16: { bytesPerSample: 2, read: (view, offset) => view.getInt16(offset, true) / 0x8000 },
  24: {
    bytesPerSample: 3,
    read: (view, offset) =>
      (view.getInt8(offset + 2) * 0x10000 + view.getUint16(offset, true)) / 0x800000,
  },
  32: { bytesPerSample: 4, read: (view, offset) => view.getInt32(offset, true) / 0x80000000 },
};

const FLOAT: Record<number, SampleFormat> = {
  32: { bytesPerSample: 4, read: (view, offset) => toUnitRange(view.getFloat32(offset, true)) },
};

const ALAW = companded(decodeAlaw);
const ULAW = companded(decodeUlaw);

/** How to read samples of this format. Throws AudioError `unsupported_codec` for any but PCM, float, µ-law and A-law. */
export function sampleFormat({ tag, bitsPerSample }: WavFormat): SampleFormat {
  const found = byTag(tag, bitsPerSample);
  if (found !== undefined) return found;
  const name = FORMAT_NAMES[tag] ?? (tag === 1 || tag === 3 ? `${bitsPerSample}-bit PCM` : "sound");
  throw new AudioError(
    "unsupported_codec",
    `${name} (WAV format 0x${tag.toString(16).padStart(2, "0")}) is not decoded here: install ffmpeg or sox on this host, which read it.`,
  );
}

function byTag(tag: number, bitsPerSample: number): SampleFormat | undefined {
  switch (tag) {
    case 1:
      return PCM[bitsPerSample];
    case 3:
      return FLOAT[bitsPerSample];
    case 6:
      return ALAW;
    case 7:
      return ULAW;
    default:
      return undefined;
  }
}

function companded(decode: (code: number) => number): SampleFormat {
  const levels = Float32Array.from({ length: 256 }, (_, code) => decode(code) / 0x8000);
  return { bytesPerSample: 1, read: (view, offset) => levels[view.getUint8(offset)] ?? 0 };
}

/** ITU-T G.711 µ-law to 16-bit PCM. */
function decodeUlaw(code: number): number {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 0x07;
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << exponent;
  return inverted & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

/** ITU-T G.711 A-law to 16-bit PCM. */
function decodeAlaw(code: number): number {
  const toggled = code ^ 0x55;
  const exponent = (toggled >> 4) & 0x07;
  const mantissa = (toggled & 0x0f) << 4;
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return toggled & 0x80 ? magnitude : -magnitude;
}

function toUnitRange(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(1, Math.max(-1, value));
}
