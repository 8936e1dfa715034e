import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

import {
  expectedTensors,
  matrixTypeOf,
  tensorBytes,
  type Hyperparameters,
} from "../models/ggml-tensors.ts";

const GGML_MAGIC = 0x67676d6c;
const BINS = 201;

export const TINY_SHAPE: Hyperparameters = {
  vocabulary: 100,
  audioPositions: 20,
  width: 64,
  audioHeads: 2,
  audioLayers: 2,
  textPositions: 10,
  textWidth: 64,
  textHeads: 2,
  textLayers: 1,
  mels: 80,
  fileType: 1,
};

/** The shape of large-v3: 3 GB, of which a file with holes takes nearly nothing on the disk. */
export const LARGE_SHAPE: Hyperparameters = {
  vocabulary: 51_866,
  audioPositions: 1500,
  width: 1280,
  audioHeads: 20,
  audioLayers: 32,
  textPositions: 448,
  textWidth: 1280,
  textHeads: 20,
  textLayers: 32,
  mels: 128,
  fileType: 1,
};

/**
 * Writes a file that is a Whisper model in everything but its weights, which are holes. Returns where each tensor's head
 * begins, and last where the file ends.
 */
export function writeGgmlFile(
  path: string,
  shape: Hyperparameters = TINY_SHAPE,
  words: readonly string[] = ["a", "", "word"],
): number[] {
  const matrix = matrixTypeOf(shape.fileType);
  if (matrix === null) throw new Error("An unknown file type.");
  const file = openSync(path, "w");
  const heads: number[] = [];
  try {
    let at = 0;
    const write = (bytes: Buffer) => {
      writeSync(file, bytes, 0, bytes.length, at);
      at += bytes.length;
    };
    write(uint32s(GGML_MAGIC, ...Object.values(shape)));
    write(uint32s(shape.mels, BINS));
    at += 4 * shape.mels * BINS;
    write(uint32s(words.length));
    for (const word of words) write(Buffer.concat([uint32s(word.length), text(word)]));
    for (const [name, tensor] of expectedTensors(shape, matrix)) {
      heads.push(at);
      const { type, dimensions } = tensor;
      write(uint32s(dimensions.length, name.length, type.id, ...dimensions));
      write(text(name));
      at += tensorBytes(tensor) ?? Number.NaN;
    }
    heads.push(at);
    ftruncateSync(file, at);
    return heads;
  } finally {
    closeSync(file);
  }
}

function uint32s(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}

function text(word: string): Buffer {
  return Buffer.from(word, "latin1");
}
