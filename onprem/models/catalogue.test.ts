import { expect, test } from "vitest";

import { CATALOGUE, catalogueShape, findInCatalogue, modelUrl } from "./catalogue.ts";
import { expectedTensors, matrixTypeOf, tensorBytes } from "./ggml-tensors.ts";

const GPT2_TOKENS_BYTES = 320_000;

/** Bytes of all tensors with their heads, filters and the shape; only the vocabulary is left out. */
function bytesWithoutVocabulary(name: string): number {
  const shape = catalogueShape(name);
  const matrix = shape === null ? null : matrixTypeOf(shape.fileType);
  if (shape === null || matrix === null) throw new Error(`${name} has no known shape`);
  const { mels } = shape;
  const tensors = expectedTensors(shape, matrix);
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
