/** The parts of a RIFF/WAVE file; everything but `data` has the default of an Asterisk recording. */
export interface WavParts {
  tag?: number;
  channelCount?: number;
  sampleRateHz?: number;
  bitsPerSample?: number;
  data: Uint8Array;
  /** What the header claims, where that is not the data's length. */
  announcedBytes?: number;
  chunksBefore?: Uint8Array[];
  trailer?: Uint8Array;
  extensible?: boolean;
}

/** Builds a WAV file byte by byte. */
export function wavFile({
  tag = 1,
  channelCount = 1,
  sampleRateHz = 8000,
  bitsPerSample = 16,
  data,
  announcedBytes = data.length,
  chunksBefore = [],
  trailer = new Uint8Array(),
  extensible = false,
}: WavParts): Uint8Array {
  const format = new DataView(new ArrayBuffer(extensible ? 40 : 16));
  const frameBytes = (channelCount * bitsPerSample) / 8;
  format.setUint16(0, extensible ? 0xfffe : tag, true);
  format.setUint16(2, channelCount, true);
  format.setUint32(4, sampleRateHz, true);
  format.setUint32(8, sampleRateHz * frameBytes, true);
  format.setUint16(12, frameBytes, true);
  format.setUint16(14, bitsPerSample, true);
  if (extensible) {
    format.setUint16(16, 22, true);
    format.setUint16(18, bitsPerSample, true);
    format.setUint16(24, tag, true);
  }
  const dataHeader = chunk("data", new Uint8Array(), announcedBytes);
  return riff([
    chunk("fmt ", new Uint8Array(format.buffer)),
    ...chunksBefore,
    dataHeader,
    data,
    trailer,
  ]);
}

/** A chunk padded to an even length, as the format asks. */
export function chunk(id: string, body: Uint8Array, announcedBytes = body.length): Uint8Array {
  const header = new DataView(new ArrayBuffer(8));
  for (const [at, letter] of [...id].entries()) header.setUint8(at, letter.charCodeAt(0));
  header.setUint32(4, announcedBytes, true);
  return concat([new Uint8Array(header.buffer), body, new Uint8Array(body.length % 2)]);
}

export function riff(parts: Uint8Array[]): Uint8Array {
  const body = concat([Buffer.from("WAVE"), ...parts]);
  return chunk("RIFF", body).subarray(0, 8 + body.length);
}

export function pcm16(samples: readonly number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer);
}

function concat(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
