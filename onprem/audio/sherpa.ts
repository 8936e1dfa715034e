import { createRequire } from "node:module";

/** What is used of sherpa-onnx-node, a CommonJS package without types. */
interface Sherpa {
  LinearResampler: new (inputRateHz: number, outputRateHz: number) => LinearResampler;
  Vad: new (config: VadConfig, bufferSec: number) => Vad;
}

interface LinearResampler {
  /** Resamples the next piece of a recording, as far as that can be done before more comes. */
  resample(samples: Float32Array): Float32Array<ArrayBuffer>;
  /** Resamples the last, or only, piece of a recording. */
  flush(samples: Float32Array): Float32Array<ArrayBuffer>;
}

interface VadConfig {
  sileroVad: {
    model: string;
    threshold: number;
    /** Seconds. */
    minSilenceDuration: number;
    /** Seconds. */
    minSpeechDuration: number;
    /** Seconds. */
    maxSpeechDuration: number;
    /** Samples. */
    windowSize: number;
  };
  sampleRate: number;
  numThreads: number;
}

export interface Vad {
  acceptWaveform(samples: Float32Array): void;
  /** Whether somebody is speaking at the end of what was accepted. */
  isDetected(): boolean;
  /** Whether no finished region waits at the front. */
  isEmpty(): boolean;
  /** `start` counts samples since the last reset. `enableExternalBuffer` false copies the samples out. */
  front(enableExternalBuffer: boolean): { start: number; samples: Float32Array };
  pop(): void;
  /** Throws away what was found. */
  clear(): void;
  reset(): void;
  /** Finishes the region under way. */
  flush(): void;
}

const require = createRequire(import.meta.url);

let loaded: Sherpa | null = null;

/** The native library, loaded with its first use: `watch` decodes recordings for upload without it. */
export function sherpa(): Sherpa {
  const library: Sherpa = loaded ?? require("sherpa-onnx-node");
  loaded = library;
  return library;
}

/** Silero v5 as @ricky0123/vad-web ships it. */
export const sileroModelPath: string =
  require.resolve("@ricky0123/vad-web/dist/silero_vad_v5.onnx");
