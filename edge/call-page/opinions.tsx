import { formatScore } from "../dashboard/format.ts";
import { isBuiltIn, providerName } from "../dashboard/wording.ts";
import type { JobRecord, ScoreRecord } from "../qa-api/call-record.repository.ts";
import { citationName, type CallCard } from "../reviews/card-of-call.ts";
import type { Opinion } from "../scoring/judging/opinion.ts";

function judgeName({ provider }: Opinion): string {
  return isBuiltIn(provider.name)
    ? providerName(provider.name)
    : `${providerName(provider.name)}, ${provider.model}`;
}

/** Two judges' opinions side by side, where they disagree and a person has to decide. */
export function DisagreeingOpinions({ job, card }: { job: JobRecord | null; card: CallCard }) {
  const [first, second] = job?.state === "needs_human" ? job.opinions : [];
  if (first === undefined || second === undefined) return null;
  const opinions = [first, second];
  const ids = [
    ...new Set([
      ...card.scorecard.criteria.map(({ id }) => id),
      ...opinions.flatMap(({ criteria }) => criteria.map(({ id }) => id)),
    ]),
  ].filter((id) => opinions.some(({ criteria }) => criteria.some((one) => one.id === id)));
  const markOf = (opinion: Opinion, id: string) => opinion.criteria.find((one) => one.id === id);
  return (
    <section class="panel" aria-labelledby="opinions-heading">
      <h2 id="opinions-heading">Two judges, two opinions</h2>
      <p class="hint">Neither counts. What a person says of this call will.</p>
      <div class="scroll" tabindex={0} role="group" aria-label="Two opinions side by side">
        <table class="compare opinions">
          <thead>
            <tr>
              <th scope="col">Criterion</th>
              {opinions.map((opinion, at) => (
                <th scope="col">
                  {at === 0 ? "First" : "Second"} judge
                  <span class="sub">{judgeName(opinion)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Total</th>
              {opinions.map(({ score }) => (
                <td>
                  <strong>{formatScore(score.total)}</strong>
                  <span class="sub">
                    {score.flagged ? `Flagged: ${score.flagReason ?? ""}` : "Not flagged"}
                  </span>
                </td>
              ))}
            </tr>
            {ids.map((id) => {
              const differ = markOf(first, id)?.mark !== markOf(second, id)?.mark;
              return (
                <tr>
                  <th scope="row">
                    {citationName(card, id)}
                    {differ && <span class="sub">They differ</span>}
                  </th>
                  {opinions.map((opinion) => {
                    const marked = markOf(opinion, id);
                    return (
                      <td>
                        <span class={differ ? "strong" : ""}>{marked?.mark ?? "–"}</span>
                        <span class="sub">{marked?.rationale}</span>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
            <tr>
              <th scope="row">Auto-fail items</th>
              {opinions.map(({ autoFails }) => (
                <td>{autoFails.map(({ id }) => citationName(card, id)).join(", ") || "None"}</td>
              ))}
            </tr>
            <tr>
              <th scope="row">Summary</th>
              {opinions.map(({ summary }) => (
                <td>{summary}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** A note that a second judge was asked and agreed. */
export function AgreeingOpinion({ score }: { score: ScoreRecord }) {
  const second = score.secondOpinion;
  if (second === null) return null;
  return (
    <p class="transcript-note">
      A second judge was asked and agreed: <bdi>{judgeName(second)}</bdi> gave{" "}
      {formatScore(second.score.total)}
      {second.score.flagged ? ", flagged." : ", not flagged."}
    </p>
  );
}
