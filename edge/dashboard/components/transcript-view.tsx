import type { LeftOut } from "#shared/contracts/transcript.ts";

import { citationName, type CallCard } from "../../reviews/card-of-call.ts";
import { formatClock } from "../format.ts";
import type { TextPiece, TranscriptLine } from "../transcript-lines.ts";
import { cutAtPlaceholders, doubtText, redactionText } from "../wording.ts";

/** The transcript with its times; what criteria quote is marked in place and leads back to them. */
export function TranscriptView({
  lines,
  card,
}: {
  lines: readonly TranscriptLine[];
  card: CallCard;
}) {
  return (
    <ol class="transcript" data-transcript>
      {lines.map((line) => (
        <>
          {line.leftOutBefore.map((piece) => (
            <LeftOutLine piece={piece} />
          ))}
          <Line line={line} card={card} />
        </>
      ))}
    </ol>
  );
}

function Line({ line, card }: { line: TranscriptLine; card: CallCard }) {
  const clock = formatClock(line.startSec);
  return (
    <li
      id={`line-${line.index}`}
      class={line.isInjection ? "line line-injection" : "line"}
      tabindex={-1}
      data-start={line.startSec}
    >
      <a class="line-time" href={`#line-${line.index}`}>
        {clock}
      </a>
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
          {line.isUnsure && <span class="line-doubt"> (unsure)</span>}
        </p>
        {line.inaudible !== null && (
          <p class="line-doubt">
            Somebody speaks here; the text was left out: {doubtText(line.inaudible.reason)}
          </p>
        )}
        {line.citedBy.length > 0 && (
          <p class="citations">
            <span class="hidden">Quoted for </span>
            {line.citedBy.map((id) => (
              <a class="citation" href={`#criterion-${id}`}>
                {citationName(card, id)}
              </a>
            ))}
          </p>
        )}
      </div>
      <a class="line-link" href={`#line-${line.index}`} data-copy>
        <span class="hidden">Link to {clock}</span>
        <span aria-hidden="true">#</span>
      </a>
    </li>
  );
}

function LeftOutLine({ piece }: { piece: LeftOut }) {
  return (
    <li class="line line-left-out">
      <span class="line-time">{formatClock(piece.start_sec)}</span>
      <p class="line-doubt">
        Left out until {formatClock(piece.end_sec)}
        {piece.reason === "too_long" ? ": " : ", nobody speaks here: "}
        {doubtText(piece.reason)}
      </p>
    </li>
  );
}

function Piece({ piece }: { piece: TextPiece }) {
  const content = cutAtPlaceholders(piece.text).map((part) => {
    const words = redactionText(part);
    return words === null ? part : <span class="redaction">{words}</span>;
  });
  return piece.citedBy.length === 0 ? <>{content}</> : <mark>{content}</mark>;
}
