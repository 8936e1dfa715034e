import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import {
  expectedTensors,
  matrixTypeOf,
  tensorBytes,
  type Hyperparameters,
  type TensorShape,
} from "./ggml-tensors.ts";

/** "ggml" as whisper.cpp reads it: a little-endian 32-bit magic number at the start of a model. */
const GGML_MAGIC = 0x67676d6c;
const GGUF_MAGIC = 0x46554747;
const CHUNK_BYTES = 4096;
const MAX_TOKEN_BYTES = 4096;
const MAX_TENSOR_NAME_BYTES = 128;

/** Within these every Whisper lies by far, and no product of them leaves the safe integers. */
const LIMITS: Record<Exclude<keyof Hyperparameters, "fileType">, [least: number, most: number]> = {
  vocabulary: [1, 200_000],
  audioPositions: [1, 10_000],
  width: [1, 8192],
  audioHeads: [1, 256],
  audioLayers: [1, 128],
  textPositions: [1, 10_000],
  textWidth: [1, 8192],
  textHeads: [1, 256],
  textLayers: [1, 128],
  mels: [1, 512],
};

/** The file is no Whisper model that the engine may be given; the message completes "FILE …". */
export class UnusableModelError extends Error {
  override name = "UnusableModelError";
}

export type GgmlModel = {
  bytes: number;
  shape: Hyperparameters;
  /** How the big matrices are stored, such as f16 or q5_0. */
  storedAs: string;
  multilingual: boolean;
};

/** Whisper's vocabularies have 51864 tokens for English and more for many languages (`is_multilingual` of whisper.cpp). */
const FIRST_MULTILINGUAL_VOCABULARY = 51_865;

/**
 * Reads everything in a model's file but the weights, which it only steps over: shape, mel filters, vocabulary and the
 * head of each tensor. What the engine would stumble over, or take for a model though it is cut off, is refused: it ends its
 * process on some of these and computes with rubbish on others. Throws UnusableModelError, or the system's error.
 */
export function readGgmlModel(path: string): GgmlModel {
  const file = openSync(path, "r");
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new UnusableModelError("is not a file");
    return readModel(new Cursor(file, stats.size));
  } finally {
    closeSync(file);
  }
}

function readModel(cursor: Cursor): GgmlModel {
  const shape = readHead(cursor);
  const matrix = matrixTypeOf(shape.fileType);
  if (matrix === null) {
    throw new UnusableModelError(`stores its weights in a way (${shape.fileType}) unknown here`);
  }
  skipFiltersAndVocabulary(cursor, shape);
  const missing = expectedTensors(shape, matrix);
  while (!cursor.atEnd()) {
    const { name, typeId, dimensions } = readTensorHead(cursor);
    const expected = missing.get(name);
    if (expected === undefined || !isSame(expected, typeId, dimensions)) {
      throw new UnusableModelError(
        `is damaged, or not a Whisper model: what it holds at byte ${cursor.at} does not belong there`,
      );
    }
    missing.delete(name);
    cursor.skip(tensorBytes(expected) ?? Number.POSITIVE_INFINITY);
  }
  if (missing.size > 0) throw cutOff(cursor.size);
  return {
    bytes: cursor.size,
    shape,
    storedAs: matrix.name,
    multilingual: shape.vocabulary >= FIRST_MULTILINGUAL_VOCABULARY,
  };
}

function readHead(cursor: Cursor): Hyperparameters {
  const magic = cursor.size < 4 ? 0 : cursor.uint32();
  if (magic === GGUF_MAGIC) {
    throw new UnusableModelError("is in GGUF format; Whisper's engine reads the older ggml format");
  }
  if (magic !== GGML_MAGIC) throw new UnusableModelError("is not a Whisper model in ggml format");
  const shape: Hyperparameters = {
    vocabulary: cursor.uint32(),
    audioPositions: cursor.uint32(),
    width: cursor.uint32(),
    audioHeads: cursor.uint32(),
    audioLayers: cursor.uint32(),
    textPositions: cursor.uint32(),
    textWidth: cursor.uint32(),
    textHeads: cursor.uint32(),
    textLayers: cursor.uint32(),
    mels: cursor.uint32(),
    fileType: cursor.uint32(),
  };
  const within = Object.entries(LIMITS).every(([name, [least, most]]) => {
    const value = shape[name as keyof typeof LIMITS];
    return value >= least && value <= most;
  });
  if (!within || shape.textWidth !== shape.width || shape.width % shape.audioHeads !== 0) {
    throw new UnusableModelError("begins like a ggml file, but has the shape of no Whisper model");
  }
  return shape;
}

function skipFiltersAndVocabulary(cursor: Cursor, shape: Hyperparameters): void {
  const [mels, bins] = [cursor.uint32(), cursor.uint32()];
  if (mels !== shape.mels || bins > 10_000) {
    throw new UnusableModelError("is damaged: its mel filters do not fit its shape");
  }
  cursor.skip(4 * mels * bins);
  const tokens = cursor.uint32();
  if (tokens > shape.vocabulary) {
    throw new UnusableModelError("is damaged: it has more words than its vocabulary");
  }
  for (let token = 0; token < tokens; token++) {
    const length = cursor.uint32();
    if (length > MAX_TOKEN_BYTES) {
      throw new UnusableModelError("is damaged: its vocabulary is unreadable");
    }
    cursor.skip(length);
  }
}

function readTensorHead(cursor: Cursor): { name: string; typeId: number; dimensions: number[] } {
  const [count, nameBytes, typeId] = [cursor.uint32(), cursor.uint32(), cursor.uint32()];
  if (count > 4 || nameBytes > MAX_TENSOR_NAME_BYTES) {
    throw new UnusableModelError(
      `is damaged: there is no tensor at byte ${cursor.at}, where one should be`,
    );
  }
  const dimensions = Array.from({ length: count }, () => cursor.uint32());
  return { name: cursor.text(nameBytes), typeId, dimensions };
}

/** A trailing dimension of one may be written or left out. */
function isSame(expected: TensorShape, typeId: number, dimensions: readonly number[]): boolean {
  const length = Math.max(expected.dimensions.length, dimensions.length);
  return (
    expected.type.id === typeId &&
    Array.from({ length }, (_, index) => index).every(
      (index) => (expected.dimensions[index] ?? 1) === (dimensions[index] ?? 1),
    )
  );
}

function cutOff(size: number): UnusableModelError {
  return new UnusableModelError(`is cut off: it ends after ${size} bytes, and more should follow`);
}

/** Reads a file forwards in small pieces. Throws UnusableModelError where it ends too soon. */
class Cursor {
  readonly size: number;
  at = 0;
  readonly #file: number;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #chunkStart = 0;
  #chunkLength = 0;

  constructor(file: number, size: number) {
    this.#file = file;
    this.size = size;
  }

  atEnd(): boolean {
    return this.at === this.size;
  }

  skip(bytes: number): void {
    if (bytes > this.size - this.at) throw cutOff(this.size);
    this.at += bytes;
  }

  uint32(): number {
    return this.#take(4).readUInt32LE(0);
  }

  text(bytes: number): string {
    return this.#take(bytes).toString("latin1");
  }

  /** At most CHUNK_BYTES, valid until the next call. */
  #take(bytes: number): Buffer {
    const from = this.at;
    this.skip(bytes);
    if (from < this.#chunkStart || from + bytes > this.#chunkStart + this.#chunkLength) {
      this.#chunkStart = from;
      this.#chunkLength = readSync(this.#file, this.#chunk, 0, CHUNK_BYTES, from);
      // The file became shorter while it was read.
      if (this.#chunkLength < bytes) throw cutOff(this.size);
    }
    return this.#chunk.subarray(from - this.#chunkStart, from - this.#chunkStart + bytes);
  }
}
