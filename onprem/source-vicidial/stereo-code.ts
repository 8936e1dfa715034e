/*
 * Since 2025 ViciDial can write the same call several times: the usual mix, and stereo recordings that are marked in
 * recording_log.extension (docs/STEREO_CALL_RECORDINGS.txt of ViciDial): S, P for parallel, AC for agent-controlled, I for
 * resumed, then BC both channels, FR the full call, CO the customer only, CM the customer muted; R for a remote agent.
 */
const STEREO_CODE = /^SP?(?:AC)?I?(?:BC|FR|CO|CM)?R?$/;

/** Whether an extension is such a code and not the telephone that a call rang on. */
export function isStereoCode(extension: string | null): extension is string {
  return extension !== null && extension.length >= 4 && STEREO_CODE.test(extension);
}

/** How much of the call a recording holds: the full call in stereo before other stereo before the mix before one side. */
export function completeness(stereoCode: string | undefined): number {
  if (stereoCode === undefined) return 2;
  if (/(?:CO|CM)R?$/.test(stereoCode)) return 1;
  return /FRR?$/.test(stereoCode) ? 4 : 3;
}
