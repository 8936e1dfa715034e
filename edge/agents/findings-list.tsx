import { formatInstant, formatMarkAverage } from "../dashboard/format.ts";
import { callAddress } from "./agents-address.ts";
import { Difference } from "./criteria-table.tsx";
import { criterionLabel } from "./criterion-label.ts";
import type { Example, Finding } from "./findings.ts";

/** Criteria in which an agent stands out, with what was said on recent calls. */
export function FindingsList({
  findings,
  nothing,
  timeZone,
}: {
  findings: readonly Finding[];
  /** What stands there where there are none. */
  nothing: string;
  timeZone: string;
}) {
  if (findings.length === 0) return <p class="quiet">{nothing}</p>;
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <li>
          <h3>{criterionLabel(finding.id)}</h3>
          <p class="sub">
            {formatMarkAverage(finding.average)}, the team {formatMarkAverage(finding.team)}{" "}
            <Difference value={finding.difference} />
          </p>
          <ul class="examples">
            {finding.examples.map((example) => (
              <li>
                <Words example={example} />
                <span class="sub">
                  <a
                    href={callAddress(
                      example.recordingId,
                      example.quote === null
                        ? `criterion-${finding.id}`
                        : `line-${example.quote.segment}`,
                    )}
                  >
                    {formatInstant(example.startedAt, timeZone)}
                  </a>
                  , marked {example.mark}
                </span>
              </li>
            ))}
          </ul>
          {finding.examples.length === 0 && (
            <p class="sub">None of the newest calls shows it; older ones do.</p>
          )}
        </li>
      ))}
    </ul>
  );
}

function Words({ example: { quote, rationale } }: { example: Example }) {
  return quote === null ? <p>{rationale}</p> : <q class="clamp">{quote.text}</q>;
}
