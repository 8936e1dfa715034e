/** What a Whisper file says of its own shape, after the magic number: eleven little-endian 32-bit integers. */
export type Hyperparameters = {
  vocabulary: number;
  audioPositions: number;
  width: number;
  audioHeads: number;
  audioLayers: number;
  textPositions: number;
  textWidth: number;
  textHeads: number;
  textLayers: number;
  mels: number;
  /** How the big matrices are stored, and the version of that format times 1000. */
  fileType: number;
};

export type TensorShape = { type: TensorType; dimensions: number[] };
/** A ggml type: its number in the file, its name, and how many bytes a block of so many elements takes. */
export type TensorType = { id: number; name: string; blockBytes: number; blockElements: number };

const F32: TensorType = { id: 0, name: "f32", blockBytes: 4, blockElements: 1 };
const F16: TensorType = { id: 1, name: "f16", blockBytes: 2, blockElements: 1 };

/** By the file type: what the big matrices are stored as (`ggml_ftype_to_ggml_type` of ggml.c, block sizes of ggml-common.h). */
const MATRIX_TYPES = new Map<number, TensorType>([
  [0, F32],
  [1, F16],
  [2, { id: 2, name: "q4_0", blockBytes: 18, blockElements: 32 }],
  [3, { id: 3, name: "q4_1", blockBytes: 20, blockElements: 32 }],
  [7, { id: 8, name: "q8_0", blockBytes: 34, blockElements: 32 }],
  [8, { id: 6, name: "q5_0", blockBytes: 22, blockElements: 32 }],
  [9, { id: 7, name: "q5_1", blockBytes: 24, blockElements: 32 }],
  [10, { id: 10, name: "q2_k", blockBytes: 84, blockElements: 256 }],
  [11, { id: 11, name: "q3_k", blockBytes: 110, blockElements: 256 }],
  [12, { id: 12, name: "q4_k", blockBytes: 144, blockElements: 256 }],
  [13, { id: 13, name: "q5_k", blockBytes: 176, blockElements: 256 }],
  [14, { id: 14, name: "q6_k", blockBytes: 210, blockElements: 256 }],
]);
const FILE_TYPE_VERSION = 1000;

/** How a file's big matrices are stored; null for what the engine does not know, on which it ends its process. */
export function matrixTypeOf(fileType: number): TensorType | null {
  return MATRIX_TYPES.get(fileType % FILE_TYPE_VERSION) ?? null;
}

/** Bytes of a tensor's data in the file; null when its rows do not divide into whole blocks. */
export function tensorBytes({ type, dimensions }: TensorShape): number | null {
  const [row = 1] = dimensions;
  if (row % type.blockElements !== 0) return null;
  const elements = dimensions.reduce((product, length) => product * length, 1);
  return (elements / type.blockElements) * type.blockBytes;
}

/**
 * The tensors that a Whisper of this shape consists of, by name, as `whisper_model_load` of whisper.cpp lays them out: a
 * file that lacks one, or has one of another shape, is not loaded.
 */
export function expectedTensors(
  shape: Hyperparameters,
  matrix: TensorType,
): Map<string, TensorShape> {
  const { width, mels } = shape;
  const convolution = matrix === F32 ? F32 : F16;
  const tensors = new Map<string, TensorShape>();
  const plain = (name: string, ...dimensions: number[]) =>
    tensors.set(name, { type: F32, dimensions });
  const big = (name: string, ...dimensions: number[]) =>
    tensors.set(name, { type: matrix, dimensions });

  const normalisation = (name: string) => {
    plain(`${name}.weight`, width);
    plain(`${name}.bias`, width);
  };
  const linear = (name: string, columns: number, rows: number, bias = true) => {
    big(`${name}.weight`, columns, rows);
    if (bias) plain(`${name}.bias`, rows);
  };
  const attention = (name: string) => {
    normalisation(`${name}_ln`);
    for (const part of ["query", "key", "value", "out"]) {
      linear(`${name}.${part}`, width, width, part !== "key");
    }
  };
  const block = (name: string) => {
    attention(`${name}.attn`);
    normalisation(`${name}.mlp_ln`);
    linear(`${name}.mlp.0`, width, 4 * width);
    linear(`${name}.mlp.2`, 4 * width, width);
  };

  plain("encoder.positional_embedding", width, shape.audioPositions);
  for (const [name, inputs] of [
    ["encoder.conv1", mels],
    ["encoder.conv2", width],
  ] as const) {
    tensors.set(`${name}.weight`, { type: convolution, dimensions: [3, inputs, width] });
    plain(`${name}.bias`, 1, width);
  }
  normalisation("encoder.ln_post");
  for (let layer = 0; layer < shape.audioLayers; layer++) block(`encoder.blocks.${layer}`);

  plain("decoder.positional_embedding", width, shape.textPositions);
  big("decoder.token_embedding.weight", width, shape.vocabulary);
  normalisation("decoder.ln");
  for (let layer = 0; layer < shape.textLayers; layer++) {
    block(`decoder.blocks.${layer}`);
    attention(`decoder.blocks.${layer}.cross_attn`);
  }
  return tensors;
}
