import { SPEECH_SAMPLE_RATE_HZ } from "./resample.ts";
import { sherpa, sileroModelPath, type Vad } from "./sherpa.ts";

/** Samples at 16 kHz that Silero looks at at a time: 32 ms. */
export const FRAME_SAMPLES = 512;

/**
 * sherpa-onnx tells whether somebody speaks, not how probable it is. A detector that heard speech goes on to hear it down to
 * 0.15 below its threshold, so detectors with these thresholds and no patience tell where between them the probability lies.
 */
const THRESHOLDS = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
/** The detectors keep at most this much sound. */
const BUFFER_SEC = 60;

/** How likely it is that somebody speaks in each frame of a stretch at 16 kHz, 0 to 1 in steps of a sixth. */
export type SpeechLikelihood = (samples16k: Float32Array) => number[];

/** Made for stretches of half a minute at most. Silero is loaded when it is first needed. */
export function createSpeechLikelihood(): SpeechLikelihood {
  let detectors: Vad[] | undefined;
  return (samples) => {
    detectors ??= THRESHOLDS.map((threshold) => impatientDetector(threshold));
    const frames = Math.ceil(samples.length / FRAME_SAMPLES);
    const votes = Array.from({ length: frames }, () => 0);
    const frame = new Float32Array(FRAME_SAMPLES);
    for (const detector of detectors) {
      detector.reset();
      for (let at = 0; at < frames; at++) {
        frame.fill(0);
        frame.set(samples.subarray(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES));
        detector.acceptWaveform(frame);
        if (detector.isDetected()) votes[at] = (votes[at] ?? 0) + 1 / THRESHOLDS.length;
      }
      detector.clear();
    }
    return votes;
  };
}

function impatientDetector(threshold: number): Vad {
  return new (sherpa().Vad)(
    {
      sileroVad: {
        model: sileroModelPath,
        threshold,
        minSilenceDuration: 0.001,
        minSpeechDuration: 0.001,
        maxSpeechDuration: BUFFER_SEC,
        windowSize: FRAME_SAMPLES,
      },
      sampleRate: SPEECH_SAMPLE_RATE_HZ,
      numThreads: 1,
    },
    BUFFER_SEC,
  );
}
