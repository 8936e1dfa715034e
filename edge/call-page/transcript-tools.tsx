import type { TranscriptLine } from "../dashboard/transcript-lines.ts";

/** From quote to quote; shown by transcript.client.js, since without it the criteria's own links lead there. */
export function TranscriptTools({ lines }: { lines: readonly TranscriptLine[] }) {
  const hasEvidence = lines.some(({ citedBy }) => citedBy.length > 0);
  return (
    <div class="transcript-tools">
      {hasEvidence && (
        <span class="evidence-tools" hidden data-evidence-tools>
          <button type="button" class="link-button" data-evidence="previous" data-key="p">
            Previous quote <kbd>p</kbd>
          </button>
          <button type="button" class="link-button" data-evidence="next" data-key="n">
            Next quote <kbd>n</kbd>
          </button>
        </span>
      )}
      <span class="copy-status" role="status" data-copy-status></span>
    </div>
  );
}
