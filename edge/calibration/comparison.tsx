import type { Criterion } from "#shared/scorecard/scorecard.ts";
import { markSchema, markValue, type Mark } from "#shared/scoring/score-call.ts";

import { judgeName } from "../agreement/judge-name.ts";
import { formatInstant, formatScore } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import type { Decision, RaterMark } from "./marks.repository.ts";
import { callPath } from "./round-paths.ts";
import type { RoundCallView, Said } from "./round-view.usecase.ts";
import { markText } from "./round-words.ts";
import { managesRounds } from "./rounds.page.tsx";
import { spreadOf } from "./spread.ts";

const MARKS = markSchema.options;

/** Everybody's marks of one call side by side, how far they lie apart, and what was decided. */
export function Comparison({
  view,
  said,
  viewer,
}: {
  view: RoundCallView;
  said: Said;
  viewer: Viewer;
}) {
  const { round } = view;
  const [judged] = said.judged;
  const expert = said.marks.find(({ personId }) => personId === round.expertId) ?? null;
  const decided = new Map(said.decisions.toReversed().map((one) => [one.criterionId, one]));
  const columns = columnsOf(view, said);
  const mayDecide = round.state === "closed" && managesRounds(viewer);
  return (
    <section class="panel" aria-labelledby="comparison-heading">
      <h2 id="comparison-heading">Everybody's marks</h2>
      <div class="scroll" tabindex={0} role="group" aria-label="Marks of everybody, side by side">
        <table class="compare pinned">
          <thead>
            <tr>
              <th scope="col">Criterion</th>
              {columns.map(({ name, mark }) => (
                <th scope="col" class="number">
                  <bdi>{name}</bdi>
                  {mark === expert && <span class="sub">expert</span>}
                </th>
              ))}
              <th scope="col" class="number">
                Judge
              </th>
              <th scope="col" class="number">
                Spread
              </th>
              <th scope="col" class="number">
                Decided
              </th>
            </tr>
          </thead>
          <tbody>
            {round.scorecard.criteria.map(({ id, name }) => {
              const judge = markSchema.safeParse(judged?.marks[id]).data;
              const marks = said.marks.flatMap(({ marks: given }) => given[id] ?? []);
              const { levels } = spreadOf(marks, judge ?? null);
              const measure = expert?.marks[id];
              return (
                <tr>
                  <th scope="row">{name}</th>
                  {columns.map(({ mark }) => (
                    <td class="number">
                      {markText(mark.marks[id])}
                      {mark !== expert && <Deviation mark={mark.marks[id]} measure={measure} />}
                    </td>
                  ))}
                  <td class="number">
                    {markText(judge)}
                    <Deviation mark={judge} measure={measure} />
                  </td>
                  <td class="number strong">{levels ?? "–"}</td>
                  <td class="number strong">{markText(decided.get(id)?.mark)}</td>
                </tr>
              );
            })}
            <tr>
              <th scope="row">Total</th>
              {columns.map(({ mark }) => (
                <td class="number strong">
                  {formatScore(mark.total)}
                  {mark.flagged && <span class="sub">flagged</span>}
                </td>
              ))}
              <td class="number strong">
                {formatScore(judged?.total ?? null)}
                {judged?.flagged === true && <span class="sub">flagged</span>}
              </td>
              <td class="number">–</td>
              <td class="number">–</td>
            </tr>
            {round.scorecard.auto_fails.map(({ id, name }) => (
              <tr>
                <th scope="row">{name}</th>
                {columns.map(({ mark }) => (
                  <td class="number">{mark.autoFails.includes(id) ? "found" : "–"}</td>
                ))}
                <td class="number">
                  {judged?.autoFails.some((found) => found.id === id) === true ? "found" : "–"}
                </td>
                <td class="number">–</td>
                <td class="number">–</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="table-note">
        {expert !== null && "Signed figures are levels above or below the expert's mark. "}
        {judged !== undefined && (
          <>
            Judged by <bdi>{judgeName(judged)}</bdi>.
          </>
        )}
        {round.state === "open" && " Marks of those who have not sent theirs are not there yet."}
      </p>
      <Remarks columns={columns} criteria={round.scorecard.criteria} />
      <Decisions decisions={said.decisions} criteria={round.scorecard.criteria} viewer={viewer} />
      {mayDecide && <DecisionForm view={view} />}
    </section>
  );
}

type Column = { name: string; mark: RaterMark };

/** Whoever marked the call, the expert first. */
function columnsOf({ round }: RoundCallView, { marks }: Said): Column[] {
  return round.raters
    .toSorted(
      (a, b) => Number(b.personId === round.expertId) - Number(a.personId === round.expertId),
    )
    .flatMap(({ personId, name }) => {
      const mark = marks.find((one) => one.personId === personId);
      return mark === undefined ? [] : [{ name, mark }];
    });
}

function Deviation({ mark, measure }: { mark: Mark | undefined; measure: Mark | undefined }) {
  const given = mark === undefined ? null : markValue(mark);
  const expected = measure === undefined ? null : markValue(measure);
  if (given === null || expected === null || given === expected) return null;
  const size = Math.abs(given - expected);
  return <span class="sub">{given > expected ? `+${size}` : `−${size}`}</span>;
}

/** What people wrote beside their marks, overall first. */
function Remarks({
  columns,
  criteria,
}: {
  columns: readonly Column[];
  criteria: readonly Criterion[];
}) {
  return (
    <>
      {columns.map(({ name, mark }) => {
        const remarks = [
          { about: null, text: mark.comment },
          ...criteria.map(({ id, name: about }) => ({ about, text: mark.comments[id] ?? "" })),
        ].filter(({ text }) => text !== "");
        if (remarks.length === 0) return null;
        return (
          <figure class="remark">
            <blockquote>
              {remarks.map(({ about, text }) => (
                <p>
                  {about !== null && <strong>{about}: </strong>}
                  <bdi>{text}</bdi>
                </p>
              ))}
            </blockquote>
            <figcaption>
              <bdi>{name}</bdi>
            </figcaption>
          </figure>
        );
      })}
    </>
  );
}

function Decisions({
  decisions,
  criteria,
  viewer,
}: {
  decisions: readonly Decision[];
  criteria: readonly Criterion[];
  viewer: Viewer;
}) {
  if (decisions.length === 0) return null;
  return (
    <>
      <h3>Decisions</h3>
      <ul class="decisions">
        {decisions.map((one) => (
          <li>
            <p>
              <strong>
                {criteria.find(({ id }) => id === one.criterionId)?.name ?? one.criterionId}:{" "}
                {markText(one.mark)}
              </strong>{" "}
              <bdi>{one.text}</bdi>
            </p>
            <p class="sub">
              <bdi>{one.decidedByName}</bdi>, {formatInstant(one.decidedAt, viewer.timeZone)}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function DecisionForm({ view: { round, call } }: { view: RoundCallView }) {
  return (
    <form
      method="post"
      action={`${callPath(round.id, call.recordingId)}/decisions`}
      class="form decision-form"
    >
      <h3>Decide what holds</h3>
      <div class="sample">
        <label class="field">
          <span>Criterion</span>
          <select name="criterion">
            {round.scorecard.criteria.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Agreed mark</span>
          <select name="mark">
            {MARKS.map((mark) => (
              <option value={mark}>{markText(mark)}</option>
            ))}
          </select>
        </label>
      </div>
      <label class="field">
        <span>Why</span>
        <textarea name="text" maxlength={1000} required></textarea>
      </label>
      <button class="button" type="submit">
        Add to the decision log
      </button>
    </form>
  );
}
