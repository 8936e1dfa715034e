import { formatInstant, formatScore, plural } from "../dashboard/format.ts";
import { nameById } from "../dashboard/wording.ts";
import { callHref, dashboardLink, type LetterSite } from "../digests/letter-site.ts";
import type { Letter } from "../sending/letter.ts";
import type { AlertChange } from "./alert-changes.ts";
import type { PendingAutoFails } from "./auto-fails.repository.ts";
import { RULE_WORDS } from "./pipeline-rules.ts";

const FOOTER =
  "Who gets alerts, and which, is set under Settings, Alerts. docs/alerts.md has what each means.";

/** That something is wrong with the pipeline, still is, or no longer. */
export function pipelineLetter(
  { state, tell, finding }: AlertChange & { tell: NonNullable<AlertChange["tell"]> },
  site: LetterSite,
): Letter {
  const { name, advice } = RULE_WORDS[state.rule];
  const isOver = tell === "is_over";
  const title = isOver ? `Over: ${name}` : tell === "goes_on" ? `Still: ${name}` : name;
  return {
    subject: `${site.name}: ${isOver ? "over" : "alert"}: ${name}`,
    title,
    lead: `${site.name} · since ${formatInstant(state.since, site.timeZone)}`,
    tone: isOver ? "good" : "bad",
    parts: [
      { kind: "text", text: finding.detail },
      ...(isOver ? [] : ([{ kind: "text", text: `What to do: ${advice}` }] as const)),
      ...dashboardLink(
        site,
        "Open the settings",
        state.rule === "quota_gone" ? "/settings/judges" : "/settings/agent",
      ),
    ],
    footer: FOOTER,
    event: {
      type: isOver ? "alert.resolved" : "alert.firing",
      data: {
        site_id: site.siteId,
        rule: state.rule,
        since: new Date(state.since).toISOString(),
        detail: finding.detail,
        ...finding.data,
      },
    },
  };
}

/** Calls that failed automatically since the last letter about the same item. */
export function autoFailLetter(
  { autoFailId, calls, count }: Pick<PendingAutoFails, "autoFailId" | "calls" | "count">,
  site: LetterSite,
): Letter {
  const name = nameById(autoFailId);
  const more = count - calls.length;
  return {
    subject: `${site.name}: ${plural(count, "auto-fail")}: ${name}`,
    title: `${plural(count, "call")} failed automatically: ${name}`,
    lead: `${site.name} · an auto-fail flags a call whatever its score`,
    tone: "bad",
    parts: [
      {
        kind: "list",
        title: "Calls",
        items: calls.map((call) => ({
          title: call.agentName ?? call.agentUser ?? "no agent",
          href: callHref(site, call.recordingId),
          text: [
            ...(call.startedAt === null ? [] : [formatInstant(call.startedAt, site.timeZone)]),
            `score ${formatScore(call.total)}`,
          ].join(" · "),
        })),
        rest: more > 0 ? `and ${plural(more, "more call")}` : null,
      },
      ...dashboardLink(site, "All flagged calls", "/flagged?days=7"),
    ],
    footer: FOOTER,
    event: {
      type: "alert.auto_fail",
      data: {
        site_id: site.siteId,
        auto_fail: autoFailId,
        count,
        calls: calls.map((call) => ({
          recording_id: call.recordingId,
          agent_user: call.agentUser,
          total_score: call.total,
        })),
      },
    },
  };
}
