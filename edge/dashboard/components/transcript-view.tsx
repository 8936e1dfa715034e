import { formatClock } from "../format.ts";
import type { TextPiece, TranscriptLine } from "../transcript-lines.ts";
import { citationName, redactionText } from "../wording.ts";

const PLACEHOLDER = /(\[[A-Z_]+\])/;

/** The transcript with its times; what criteria quote is marked in place and leads back to them. */
export function TranscriptView({ lines }: { lines: readonly TranscriptLine[] }) {
  const speakersKnown = lines.some((line) => line.speaker !== null);
  const hasRedactions = lines.some((line) =>
    line.pieces.some((piece) =>
      piece.text.split(PLACEHOLDER).some((part) => redactionText(part) !== null),
    ),
  );
  return (
    <>
      {!speakersKnown && (
        <p class="transcript-note">
          Both parties are on one channel of this recording, so speakers are not told apart.
        </p>
      )}
      {hasRedactions && (
        <p class="transcript-note">
          <Redaction words="removed" /> stands where card data was spoken. It was taken out on the
          premises, before anything was stored or sent.
        </p>
      )}
      <ol class="transcript">
        {lines.map((line) => (
          <li
            id={`line-${line.index}`}
            class={line.isInjection ? "line line-injection" : "line"}
            tabindex={-1}
          >
            <span class="line-time">{formatClock(line.startSec)}</span>
            <div class="line-body">
              {line.speaker !== null && (
                <span class={`speaker speaker-${line.speaker}`}>
                  {line.speaker === "agent" ? "Agent" : "Customer"}
                </span>
              )}
              {line.isInjection && (
                <p class="injection-banner">
                  Someone on this call tried to instruct the judge; it did not count
                </p>
              )}
              <p class="line-text">
                {line.pieces.map((piece) => (
                  <Piece piece={piece} />
                ))}
              </p>
              {line.citedBy.length > 0 && (
                <p class="citations">
                  <span class="hidden">Quoted for </span>
                  {line.citedBy.map((id) => (
                    <a class="citation" href={`#criterion-${id}`}>
                      {citationName(id)}
                    </a>
                  ))}
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function Piece({ piece }: { piece: TextPiece }) {
  const content = piece.text.split(PLACEHOLDER).map((part) => {
    const words = redactionText(part);
    return words === null ? part : <Redaction words={words} />;
  });
  return piece.citedBy.length === 0 ? <>{content}</> : <mark>{content}</mark>;
}

function Redaction({ words }: { words: string }) {
  return <span class="redaction">{words}</span>;
}
