import { expect, test } from "vitest";

import { CATALOGUE, findInCatalogue, modelUrl } from "./catalogue.ts";
import { expectedTensors, matrixTypeOf, tensorBytes } from "./ggml-tensors.ts";

/** Layers, width and heads of OpenAI's models (whisper/model.py and the published checkpoints). */
const SHAPES: Record<string, { audio: number; text: number; width: number; mels: number }> = {
  tiny: { audio: 4, text: 4, width: 384, mels: 80 },
  base: { audio: 6, text: 6, width: 512, mels: 80 },
  small: { audio: 12, text: 12, width: 768, mels: 80 },
  medium: { audio: 24, text: 24, width: 1024, mels: 80 },
  "large-v3": { audio: 32, text: 32, width: 1280, mels: 128 },
  "large-v3-turbo": { audio: 32, text: 4, width: 1280, mels: 128 },
};
const FILE_TYPES: Record<string, number> = { f16: 1, q8_0: 7, q5_0: 8, q5_1: 9 };
const GPT2_TOKENS_BYTES = 320_000;

/** Bytes of all tensors with their heads, filters and the shape; only the vocabulary is left out. */
function bytesWithoutVocabulary(name: string): number {
  const [base = "", stored = "f16"] = name.split(/-(?=q\d_\d$)/);
  const english = base.endsWith(".en");
  const shape = SHAPES[base.replace(".en", "")];
  const matrix = matrixTypeOf(FILE_TYPES[stored] ?? -1);
  if (shape === undefined || matrix === null) throw new Error(`${name} has no known shape`);
  const { width, mels } = shape;
  const tensors = expectedTensors(
    {
      vocabulary: english ? 51_864 : mels === 128 ? 51_866 : 51_865,
      audioPositions: 1500,
      width,
      audioHeads: width / 64,
      audioLayers: shape.audio,
      textPositions: 448,
      textWidth: width,
      textHeads: width / 64,
      textLayers: shape.text,
      mels,
      fileType: 0,
    },
    matrix,
  );
  let bytes = 4 + 11 * 4 + 2 * 4 + mels * 201 * 4 + 4;
  for (const [tensor, described] of tensors) {
    const dimensions = described.dimensions.length;
    bytes += 12 + 4 * dimensions + tensor.length + (tensorBytes(described) ?? Number.NaN);
  }
  return bytes;
}

test.each(CATALOGUE.map((model) => [model.name, model] as const))(
  "%s has the size of its tensors and a vocabulary",
  (name, model) => {
    const vocabulary = model.bytes - bytesWithoutVocabulary(name);
    // English models share their words, and so do the others.
    const sibling = findInCatalogue(name.includes(".en") ? "tiny.en" : "tiny");
    expect(sibling).not.toBeNull();
    const same = (sibling?.bytes ?? 0) - bytesWithoutVocabulary(sibling?.name ?? "");
    expect(vocabulary).toBe(same);
    expect(vocabulary).toBeGreaterThan(GPT2_TOKENS_BYTES);
  },
);

test("every checksum is one, and nobody else's", () => {
  expect(CATALOGUE.every((model) => /^[0-9a-f]{64}$/.test(model.sha256))).toBe(true);
  expect(new Set(CATALOGUE.map((model) => model.sha256)).size).toBe(CATALOGUE.length);
});

test("a model is found by its name or its file's, and nothing else is", () => {
  for (const name of ["base.en", "ggml-base.en.bin", "/srv/models/ggml-base.en.bin"]) {
    expect(findInCatalogue(name)?.name).toBe("base.en");
  }
  expect(findInCatalogue("base.de")).toBeNull();
});

test("a mirror is a folder or a file", () => {
  expect(modelUrl("tiny", null).href).toMatch(/^https:\/\/huggingface\.co\/.*\/ggml-tiny\.bin$/);
  expect(modelUrl("tiny", "https://m.example/w/").href).toBe("https://m.example/w/ggml-tiny.bin");
  expect(modelUrl("tiny", "https://m.example/t.bin").href).toBe("https://m.example/t.bin");
});
