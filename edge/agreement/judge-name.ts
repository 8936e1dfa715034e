import { isBuiltIn, providerName } from "../dashboard/wording.ts";

/** Who judged, as agreement is told apart: provider, model and version of the prompt. */
export function judgeName({
  provider,
  model,
  promptVersion,
}: {
  provider: string;
  model: string;
  promptVersion: string;
}): string {
  const name = providerName(provider);
  return isBuiltIn(provider) ? name : `${name}, ${model}, prompt ${promptVersion}`;
}
