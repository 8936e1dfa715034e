import { PIPELINE_RULES, type Finding, type PipelineRule } from "./pipeline-rules.ts";
import type { AlertState } from "./site-alerts.repository.ts";

/*
 * An alert fires while its rule finds something wrong, and is resolved when it no longer does. It is told of when it begins, and
 * again each time the cool-down is over while it still fires; but never sooner than a cool-down after the last time, so that what
 * goes back and forth is told of once. That it is over is told to whoever was told that it began.
 */

export type AlertChange = {
  state: AlertState & { rule: PipelineRule };
  /** What is to be told; null: nothing. */
  tell: "began" | "goes_on" | "is_over" | null;
  finding: Finding;
};

/**
 * What changes of the alerts' states, and what is to be told of it; while there is nobody to tell, nothing counts as told. A rule
 * that was switched off is resolved in silence.
 */
export function alertChanges(
  before: readonly AlertState[],
  findings: ReadonlyMap<PipelineRule, Finding>,
  { coolDownMs, isHeard, nowMs }: { coolDownMs: number; isHeard: boolean; nowMs: number },
): AlertChange[] {
  return PIPELINE_RULES.flatMap((rule): AlertChange[] => {
    const known = before.find((state) => state.rule === rule);
    const isFiring = known?.state === "firing";
    const announcedAt = known?.announcedAt ?? null;
    const finding = findings.get(rule);
    if (finding === undefined) {
      if (!isFiring) return [];
      const off = { isWrong: false, detail: "Switched off.", data: {} };
      return [{ state: resolved(rule, announcedAt, off, nowMs), tell: null, finding: off }];
    }
    if (finding.isWrong === null || (!finding.isWrong && !isFiring)) return [];
    if (!finding.isWrong) {
      const wasTold = announcedAt !== null && announcedAt >= (known?.since ?? 0);
      const state = resolved(rule, announcedAt, finding, nowMs);
      return [{ state, tell: wasTold && isHeard ? "is_over" : null, finding }];
    }
    const since = isFiring ? known.since : nowMs;
    const mayTell = isHeard && (announcedAt === null || nowMs - announcedAt >= coolDownMs);
    if (isFiring && !mayTell) return [];
    const isNews = announcedAt === null || announcedAt < since;
    return [
      {
        state: {
          rule,
          state: "firing",
          since,
          announcedAt: mayTell ? nowMs : announcedAt,
          detail: finding.detail,
        },
        tell: mayTell ? (isNews ? "began" : "goes_on") : null,
        finding,
      },
    ];
  });
}

function resolved(
  rule: PipelineRule,
  announcedAt: number | null,
  finding: Finding,
  nowMs: number,
): AlertChange["state"] {
  return { rule, state: "resolved", since: nowMs, announcedAt, detail: finding.detail };
}
