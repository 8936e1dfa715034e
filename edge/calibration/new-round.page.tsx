import { formatCount } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import type { Period } from "../qa-api/period.ts";
import { MOST_CANDIDATES } from "./candidates.repository.ts";
import { MAX_CALLS, MAX_RATERS } from "./rounds.repository.ts";

export type NewRoundView = {
  people: readonly { id: string; name: string; role: string }[];
  campaignIds: readonly string[];
  /** What the sample is drawn from unless something else is chosen. */
  period: Period;
  due: string;
};

/** The form that makes a round. */
export function NewRoundPage({ view, viewer }: { view: NewRoundView; viewer: Viewer }) {
  return (
    <Layout title="New round" section="calibration" viewer={viewer} includesSamples={false}>
      <p class="crumb">
        <a href="/calibration">Calibration</a>
      </p>
      <div class="page-head">
        <div>
          <h1>New round</h1>
          <p class="lead">
            Nobody sees the judge's marks, or anybody's, before they have sent their own.
          </p>
        </div>
      </div>
      <form method="post" action="/calibration" class="form panel">
        <label class="field">
          <span>Name</span>
          <input type="text" name="name" required maxlength={80} autocomplete="off" />
        </label>
        <label class="field">
          <span>To be marked by</span>
          <input type="date" name="due" value={view.due} />
        </label>
        <fieldset>
          <legend>Who marks (up to {MAX_RATERS})</legend>
          {view.people.map(({ id, name, role }) => (
            <label class="choice">
              <input type="checkbox" name="rater" value={id} />
              <span>
                <bdi>{name}</bdi> <span class="quiet">{role}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span>Expert</span>
          <select name="expert">
            <option value="">Nobody in particular</option>
            {view.people.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
          </select>
          <span class="hint">Marks too, and the others are held against these marks.</span>
        </label>
        <Sample view={view} />
        <label class="field">
          <span>Or name the calls</span>
          <textarea name="calls" aria-describedby="calls-hint"></textarea>
          <span class="hint" id="calls-hint">
            Recording ids or addresses of call pages, one on each line, at most {MAX_CALLS}. Then no
            sample is drawn.
          </span>
        </label>
        <p class="hint">
          All calls of a round were judged by one version of one scorecard, and people mark by it
          too: the first named call's, or the one that most of the drawn calls have.
        </p>
        <div class="actions">
          <button class="button" type="submit">
            Open the round
          </button>
        </div>
      </form>
    </Layout>
  );
}

function Sample({ view }: { view: NewRoundView }) {
  return (
    <fieldset>
      <legend>Draw a random sample</legend>
      <div class="sample">
        <label class="field">
          <span>Calls</span>
          <input type="number" name="count" value="10" min="1" max={MAX_CALLS} required />
        </label>
        <label class="field">
          <span>From</span>
          <input type="date" name="from" value={view.period.from} required />
        </label>
        <label class="field">
          <span>To</span>
          <input type="date" name="to" value={view.period.to} required />
        </label>
        <label class="field">
          <span>Campaign</span>
          <select name="campaign">
            <option value="">All campaigns</option>
            {view.campaignIds.map((id) => (
              <option value={id}>{id}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Lowest score</span>
          <input type="number" name="from_score" value="20" min="20" max="100" required />
        </label>
        <label class="field">
          <span>Highest score</span>
          <input type="number" name="to_score" value="100" min="20" max="100" required />
        </label>
      </div>
      <p class="hint">
        Each scored call is as likely as any other, of the newest {formatCount(MOST_CANDIDATES)}{" "}
        that match.
      </p>
    </fieldset>
  );
}
