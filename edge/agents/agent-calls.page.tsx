import type { CriterionId } from "#shared/scorecard/scorecard.ts";

import { PeriodSwitch } from "../dashboard/components/period-switch.tsx";
import { formatPeriod } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { CRITERIA } from "../dashboard/wording.ts";
import { writePlace } from "./agent-calls-query.ts";
import { SEARCHED_CALLS, type AgentCalls } from "./agent-calls.usecase.ts";
import { agentAddress, agentBase, agentCallsAddress } from "./agents-address.ts";
import { CallList } from "./call-list.tsx";
import { criterionLabel } from "./criterion-label.ts";

/** One agent's calls, newest first, or those with the lowest marks for a criterion. */
export function AgentCallsPage({
  list,
  viewer,
  isSelf,
}: {
  list: AgentCalls;
  viewer: Viewer;
  isSelf: boolean;
}) {
  const { days, criterion, campaignId, after } = list.choice;
  const name = list.agentName ?? list.agentUser;
  const base = agentBase(list.agentUser, isSelf);
  const what = criterion === null ? "Calls" : `${criterionLabel(criterion)}: lowest marks first`;
  return (
    <Layout
      title={isSelf ? "My calls" : `Calls of ${name}`}
      section={isSelf ? "me" : "agents"}
      viewer={viewer}
      includesSamples={list.calls.some((call) => call.isSample)}
    >
      <p class="crumb">
        <a href={agentAddress(base, days)}>{isSelf ? "My calls" : name}</a>
      </p>
      <div class="page-head">
        <div>
          <h1>{what}</h1>
          <p class="lead">
            {isSelf ? "Yours" : <bdi>{name}</bdi>} · {formatPeriod(list.period)}
            {criterion !== null && campaignId !== null && (
              <>
                {" · "}
                <bdi>{campaignId}</bdi>
              </>
            )}
            {list.isCut && ` · looked for among the newest ${SEARCHED_CALLS} calls`}
          </p>
        </div>
        <PeriodSwitch
          days={days}
          addressOf={(other) => agentCallsAddress(base, { days: other, criterion, campaignId })}
        />
      </div>
      <nav aria-label="Order">
        <ul class="chips">
          <Chip
            href={agentCallsAddress(base, { days })}
            name="Newest first"
            isCurrent={criterion === null}
          />
          {choosable(criterion).map((id) => (
            <Chip
              href={agentCallsAddress(base, { days, criterion: id, campaignId })}
              name={criterionLabel(id)}
              isCurrent={criterion === id}
            />
          ))}
        </ul>
      </nav>
      {list.calls.length === 0 ? (
        <div class="empty">
          <h2>No calls here</h2>
          <p>
            {criterion === null
              ? "There is no call in this period, or none before this one. Choose a longer period."
              : "No call of this period has a mark for this criterion. Choose a longer period or another criterion."}
          </p>
        </div>
      ) : (
        <CallList
          calls={list.calls}
          verdicts={list.verdicts}
          timeZone={viewer.timeZone}
          criterion={criterion}
        />
      )}
      {(after !== null || list.next !== null) && (
        <nav class="pages" aria-label="More calls">
          {after !== null && <a href={agentCallsAddress(base, { days })}>Newest calls</a>}
          {list.next !== null && (
            <a href={agentCallsAddress(base, { days, before: writePlace(list.next) })} rel="next">
              Older calls
            </a>
          )}
        </nav>
      )}
      <p class="table-note">
        Marks, from left to right: {CRITERIA.map(({ name: text }) => text.toLowerCase()).join(", ")}
        .
      </p>
    </Layout>
  );
}

/** The standard criteria, and the chosen one where only a site's own card has it. */
function choosable(chosen: CriterionId | null): CriterionId[] {
  const standard = CRITERIA.map(({ id }) => id);
  return chosen === null || standard.includes(chosen) ? standard : [...standard, chosen];
}

function Chip({ href, name, isCurrent }: { href: string; name: string; isCurrent: boolean }) {
  return (
    <li>
      <a class="chip" href={href} aria-current={isCurrent ? "true" : undefined}>
        {name}
      </a>
    </li>
  );
}
