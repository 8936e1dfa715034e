import { DISPUTE_STATES } from "#shared/contracts/disputes.ts";

import {
  formatAge,
  formatCount,
  formatInstant,
  formatPeriod,
  formatShare,
  plural,
} from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { nameById } from "../dashboard/wording.ts";
import { queueQuery } from "../reviews/queue-filter.ts";
import type { ListedDispute, ReviewerRate } from "./dispute-list.repository.ts";
import { outcomeFor, type CriterionRate, type DisputeListView } from "./dispute-list.usecase.ts";
import { DISPUTE_STATE_NAMES } from "./dispute-state-names.ts";

const STATE_NAMES = { ...DISPUTE_STATE_NAMES, all: "All" };

/** The disputes of a site, and what is disputed how often. */
export function DisputesPage({ view, viewer }: { view: DisputeListView; viewer: Viewer }) {
  const { disputes, filter } = view;
  return (
    <Layout title="Disputes" section="disputes" viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div>
          <h1>Disputes</h1>
          <p class="lead">
            {plural(disputes.length, "dispute")}
            {view.isCut && " shown, there are more"}, newest first
          </p>
        </div>
        {filter.agentUser !== null && (
          <p>
            Of agent <bdi>{filter.agentUser}</bdi>{" "}
            <a href={`/disputes${queueQuery({ state: filter.state })}`}>Show all agents</a>
          </p>
        )}
      </div>
      <nav aria-label="State">
        <ul class="chips">
          {([...DISPUTE_STATES, "all"] as const).map((state) => (
            <li>
              <a
                class="chip"
                href={`/disputes${queueQuery({ state, agent: filter.agentUser })}`}
                aria-current={filter.state === state ? "true" : undefined}
              >
                {STATE_NAMES[state]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {disputes.length === 0 ? <Nothing view={view} /> : <List view={view} viewer={viewer} />}
      {view.criteria.length > 0 && <Rates view={view} />}
    </Layout>
  );
}

function List({ view, viewer }: { view: DisputeListView; viewer: Viewer }) {
  return (
    <table class="call-table dispute-table">
      <thead>
        <tr>
          <th scope="col">Agent and call</th>
          <th scope="col">What is disputed</th>
          <th scope="col">State</th>
          <th scope="col">Opened</th>
        </tr>
      </thead>
      <tbody>
        {view.disputes.map((one) => (
          <tr>
            <td class="cell-agent">
              <a
                class="row-link clamp"
                href={`/calls/${encodeURIComponent(one.recordingId)}#dispute`}
              >
                <bdi>{one.agentName}</bdi>
              </a>
              <span class="sub">
                {one.startedAt === null ? "–" : formatInstant(one.startedAt, viewer.timeZone)}
              </span>
            </td>
            <td class="cell-reason">
              <Criteria dispute={one} />
            </td>
            <td class="cell-state">
              <span class={one.state === "open" ? "strong" : undefined}>
                {STATE_NAMES[one.state]}
              </span>
              {one.decidedAt !== null && (
                <span class="sub">
                  {one.decidedByName !== null && (
                    <>
                      <bdi>{one.decidedByName}</bdi>,{" "}
                    </>
                  )}
                  after {formatAge(one.decidedAt - one.openedAt)}
                </span>
              )}
            </td>
            <td class="cell-when">
              <span class="in-card">Opened </span>
              {formatInstant(one.openedAt, viewer.timeZone)}
              {one.state === "open" && (
                <span class="sub">waits for {formatAge(view.nowMs - one.openedAt)}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Criteria({ dispute }: { dispute: ListedDispute }) {
  const named = Object.keys(dispute.reasons);
  return (
    <>
      {named.map((id) => (
        <span class="badge">
          {nameById(id)}
          {outcomeWord(dispute, id)}
        </span>
      ))}
    </>
  );
}

function outcomeWord(dispute: ListedDispute, id: string): string {
  const outcome = dispute.answers === null ? null : outcomeFor(dispute, id);
  return outcome === null ? "" : `: ${outcome}`;
}

function Rates({ view }: { view: DisputeListView }) {
  return (
    <div class="columns dispute-rates">
      <section class="panel" aria-labelledby="criteria-heading">
        <div class="panel-head">
          <h2 id="criteria-heading">By criterion</h2>
          <span class="quiet">{formatPeriod(view.period)}</span>
        </div>
        <CriterionTable rates={view.criteria} />
        <p class="hint">
          The rate is of the marks that were given. Many revised ones say that the criterion or its
          levels should be put more clearly.
        </p>
      </section>
      <section class="panel" aria-labelledby="reviewers-heading">
        <div class="panel-head">
          <h2 id="reviewers-heading">By reviewer</h2>
          <span class="quiet">{formatPeriod(view.period)}</span>
        </div>
        {view.reviewers.length === 0 ? (
          <p class="quiet">
            Nobody reviewed a call in this time: the disputes are about the judge.
          </p>
        ) : (
          <ReviewerTable rates={view.reviewers} />
        )}
      </section>
    </div>
  );
}

function CriterionTable({ rates }: { rates: readonly CriterionRate[] }) {
  return (
    <table class="compare">
      <thead>
        <tr>
          <th scope="col">Criterion</th>
          <th scope="col" class="number">
            Disputed
          </th>
          <th scope="col" class="number">
            Rate
          </th>
          <th scope="col" class="number">
            Revised
          </th>
        </tr>
      </thead>
      <tbody>
        {rates.map(({ id, disputed, revised, marked }) => (
          <tr>
            <th scope="row">{nameById(id)}</th>
            <td class="number">{formatCount(disputed)}</td>
            <td class="number">{marked === null ? "–" : formatShare(disputed, marked)}</td>
            <td class="number">{formatShare(revised, disputed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ReviewerTable({ rates }: { rates: readonly ReviewerRate[] }) {
  return (
    <table class="compare">
      <thead>
        <tr>
          <th scope="col">Reviewer</th>
          <th scope="col" class="number">
            Reviews
          </th>
          <th scope="col" class="number">
            Disputed
          </th>
          <th scope="col" class="number">
            Revised
          </th>
        </tr>
      </thead>
      <tbody>
        {rates.map(({ name, reviews, disputed, revised }) => (
          <tr>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            <td class="number">{formatCount(reviews)}</td>
            <td class="number">{formatShare(disputed, reviews)}</td>
            <td class="number">{formatShare(revised, disputed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Nothing({ view }: { view: DisputeListView }) {
  const isPlain = view.filter.state === "open" && view.filter.agentUser === null;
  return (
    <div class="empty">
      <h2>{isPlain ? "No dispute is open" : "No dispute matches"}</h2>
      <p>
        {isPlain
          ? "Agents dispute a score on the page of their call, for as many days as the site's settings say. It comes here and on top of the review queue."
          : "Other disputes may be in another state or of another agent."}
      </p>
      <p>
        <a class="button" href={isPlain ? "/review" : "/disputes?state=all"}>
          {isPlain ? "Go to the review queue" : "Show all disputes"}
        </a>
      </p>
    </div>
  );
}
