import type { Mark } from "#shared/scoring/score-call.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { AgreementNote, AgreementTable } from "../agreement/agreement-table.tsx";
import { formatInstant } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { callPath } from "./round-paths.ts";
import type { RoundView } from "./round-view.usecase.ts";
import { agentOf, markText } from "./round-words.ts";
import { Progress } from "./rounds.page.tsx";
import { spreadOf, type Spread } from "./spread.ts";

type Report = NonNullable<RoundView["report"]>;
type Part = { view: RoundView; report: Report };

/** What a closed round found: where people differ, how far they agree, and what they decided. */
export function RoundReport({ view, report, viewer }: Part & { viewer: Viewer }) {
  const { round } = view;
  const { agreement } = report;
  if (report.marks.length === 0) {
    return (
      <div class="empty">
        <h2>Nobody marked a call</h2>
        <p>The round was closed before any marks came, so there is nothing to compare.</p>
      </div>
    );
  }
  return (
    <>
      <section class="panel" aria-labelledby="spread-heading">
        <h2 id="spread-heading">Where people differ</h2>
        <SpreadTable view={view} report={report} viewer={viewer} />
      </section>
      <section class="panel" aria-labelledby="agreement-heading">
        <h2 id="agreement-heading">How far marks agree</h2>
        <h3>People with each other, mean of all pairs</h3>
        <AgreementTable label="Agreement of people with each other" rows={agreement.people} />
        {agreement.expert !== null && (
          <>
            <h3>People with the expert, {<bdi>{nameOf(view, round.expertId)}</bdi>}</h3>
            <AgreementTable label="Agreement of people with the expert" rows={agreement.expert} />
          </>
        )}
        <h3>The judge with people</h3>
        <AgreementTable label="Agreement of the judge with people" rows={agreement.judge} />
        {agreement.byJudge.length > 0 && (
          <>
            <h3>By model and prompt</h3>
            <AgreementTable
              label="Agreement by model and prompt"
              firstColumn="Judge"
              rows={agreement.byJudge}
            />
          </>
        )}
        <AgreementNote biasOf="marks are more lenient than the expert's, or the judge's than people's" />
      </section>
      <section class="panel" aria-labelledby="raters-heading">
        <h2 id="raters-heading">Each person</h2>
        <p class="hint">
          {round.expertId === null
            ? "Held against the marks of all others."
            : "Held against the expert; the expert against all others."}
        </p>
        <AgreementTable
          label="Agreement of each person"
          firstColumn="Person"
          rows={agreement.raters.map(({ rater, isExpert, figures }) => ({
            id: rater.personId,
            name: rater.name,
            ...(isExpert ? { note: "expert" } : {}),
            figures,
          }))}
        />
        <details>
          <summary>Who marked how many</summary>
          <Progress raters={round.raters} calls={round.calls} viewer={viewer} />
        </details>
      </section>
      <DecisionLog view={view} report={report} viewer={viewer} />
    </>
  );
}

function nameOf({ round }: RoundView, personId: string | null): string {
  return round.raters.find((rater) => rater.personId === personId)?.name ?? "nobody";
}

function SpreadTable({ view, report, viewer }: Part & { viewer: Viewer }) {
  const { round, calls } = view;
  const { criteria } = round.scorecard;
  const judged = new Map(report.judged.map((call) => [call.recordingId, call]));
  const marksOf = Map.groupBy(report.marks, ({ recordingId }) => recordingId);
  return (
    <>
      <div class="scroll" tabindex={0} role="group" aria-label="Spread by call and criterion">
        <table class="compare spread pinned">
          <thead>
            <tr>
              <th scope="col">Call</th>
              {criteria.map(({ name }) => (
                <th scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr>
                <th scope="row">
                  <a href={callPath(round.id, call.recordingId)}>
                    {call.position}. <bdi>{agentOf(call)}</bdi>
                  </a>
                  <span class="sub">{formatInstant(call.startedAt, viewer.timeZone)}</span>
                </th>
                {criteria.map(({ id }) => (
                  <SpreadCell
                    spread={spreadOf(
                      (marksOf.get(call.recordingId) ?? []).flatMap(({ marks }): Mark[] => {
                        const mark = marks[id];
                        return mark === undefined ? [] : [mark];
                      }),
                      markSchema.safeParse(judged.get(call.recordingId)?.marks[id]).data ?? null,
                    )}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="table-note">
        Levels between the lowest and the highest mark that people gave; n/a? where only some say
        that the criterion does not apply. Below it how far the judge is outside of what people
        gave. A call leads to every mark of it, and to the decisions.
      </p>
    </>
  );
}

function SpreadCell({ spread: { levels, isSplitOnNa, judgeOutside } }: { spread: Spread }) {
  const tone = levels === null ? "none" : levels === 0 ? "good" : levels === 1 ? "mid" : "bad";
  return (
    <td class="number">
      <span class={`mark-cell spread-cell tone-${tone}`}>{levels ?? "–"}</span>
      {isSplitOnNa && <span class="sub">n/a?</span>}
      {judgeOutside !== null && judgeOutside !== 0 && (
        <span class="sub">judge {judgeOutside > 0 ? `+${judgeOutside}` : `−${-judgeOutside}`}</span>
      )}
    </td>
  );
}

function DecisionLog({ view, report, viewer }: Part & { viewer: Viewer }) {
  const { round, calls } = view;
  const byId = new Map(calls.map((call) => [call.recordingId, call]));
  const criterion = new Map(round.scorecard.criteria.map(({ id, name }) => [id, name]));
  return (
    <section class="panel" aria-labelledby="decisions-heading">
      <h2 id="decisions-heading">Decision log</h2>
      {report.decisions.length === 0 ? (
        <p class="hint">
          Nothing is decided yet. Open a call above, and write down which mark holds and why, so
          that the next reviewer need not ask.
        </p>
      ) : (
        <ul class="decisions">
          {report.decisions.map((decision) => {
            const call = byId.get(decision.recordingId);
            return (
              <li>
                <p>
                  <strong>
                    {criterion.get(decision.criterionId) ?? decision.criterionId}:{" "}
                    {markText(decision.mark)}
                  </strong>{" "}
                  in{" "}
                  <a href={callPath(round.id, decision.recordingId)}>
                    call {call?.position ?? decision.recordingId}
                  </a>
                </p>
                <p>
                  <bdi>{decision.text}</bdi>
                </p>
                <p class="sub">
                  <bdi>{decision.decidedByName}</bdi>,{" "}
                  {formatInstant(decision.decidedAt, viewer.timeZone)}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
