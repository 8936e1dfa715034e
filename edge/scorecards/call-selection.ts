/*
 * The calls that a run is about, as SQL: those of a filter, or those named by id. `?1` is what `selectionParameter` gives,
 * `?2` the most calls.
 */

export type Selection =
  | { kind: "ids"; recordingIds: readonly string[] }
  | {
      kind: "filter";
      /** The site's local dates, both included. */
      from: string;
      to: string;
      campaignId: string | null;
      agentUser: string | null;
      scorecardId: string | null;
      scorecardVersion: number | null;
    };

/** `?1` of the selection. Calls shorter than the card's minimum are left out. */
export function selectionParameter(siteId: string, selection: Selection, minCallSec: number) {
  return JSON.stringify({ siteId, minCallSec, ...selection });
}

/**
 * Rows of `recording_id`, `transcript_version`, `before_scorecard`, `before_total`, `before_flagged`, `before_marks`,
 * `cost_usd`: the newest calls first; of a filter no more are read than the last day's beyond `?2`. All have the words of their transcript still. A re-score takes calls
 * whose score is that of their finished job; a try takes any, which of a filter are the scored ones.
 */
export function selectedCalls(selection: Selection, purpose: "try" | "rescore"): string {
  const conditions =
    selection.kind === "ids"
      ? []
      : [
          "s.site_id = ?1->>'siteId'",
          "s.is_current = 1",
          "s.local_date BETWEEN ?1->>'from' AND ?1->>'to'",
          selection.campaignId === null ? "" : "s.campaign_id = ?1->>'campaignId'",
          selection.agentUser === null ? "" : "s.agent_user = ?1->>'agentUser'",
          selection.scorecardId === null ? "" : "s.scorecard_id = ?1->>'scorecardId'",
          selection.scorecardVersion === null
            ? ""
            : "s.scorecard_version = ?1->>'scorecardVersion'",
        ];
  const isPossible =
    purpose === "rescore"
      ? `EXISTS (SELECT 1 FROM scoring_job AS j
                 WHERE j.site_id = s.site_id AND j.recording_id = s.recording_id
                   AND j.transcript_version = s.transcript_version AND j.state = 'done')`
      : "";
  const where = [
    ...conditions,
    // Nobody judges words that were removed.
    `EXISTS (SELECT 1 FROM transcript AS t
             WHERE t.site_id = c.site_id AND t.recording_id = c.recording_id
               AND t.version = coalesce(s.transcript_version, t.version) AND t.text_removed_at IS NULL)`,
    "coalesce(c.duration_sec, 1e9) >= ?1->>'minCallSec'",
    isPossible,
  ].filter((condition) => condition !== "");
  return `
    SELECT c.recording_id,
           coalesce(s.transcript_version, (
             SELECT max(t.version) FROM transcript AS t
             WHERE t.site_id = c.site_id AND t.recording_id = c.recording_id)) AS transcript_version,
           s.scorecard_id || '/' || s.scorecard_version AS before_scorecard,
           s.total AS before_total, s.flagged AS before_flagged,
           iif(s.criteria IS NULL, NULL, (
             SELECT json_group_array(json_object('id', m.value->>'id', 'mark', m.value->>'mark'))
             FROM json_each(s.criteria) AS m)) AS before_marks,
           coalesce(s.cost_usd, 0) AS cost_usd
    FROM ${selection.kind === "ids" ? BY_ID : byFilter(selection)}
    WHERE ${where.join(" AND ")}
    ORDER BY ${selection.kind === "ids" ? "" : "s.local_date DESC, "}c.started_at DESC, c.recording_id LIMIT ?2`;
}

const BY_ID = `(SELECT DISTINCT value FROM json_each(?1->'recordingIds')) AS id
    JOIN call AS c ON c.site_id = ?1->>'siteId' AND c.recording_id = id.value
    LEFT JOIN score AS s ON s.site_id = c.site_id AND s.recording_id = c.recording_id AND s.is_current = 1`;

function byFilter({ agentUser, campaignId }: Extract<Selection, { kind: "filter" }>): string {
  const others = campaignId === null ? "score_by_date" : "score_by_campaign";
  const index = agentUser === null ? others : "score_by_agent";
  return `score AS s INDEXED BY ${index}
    CROSS JOIN call AS c ON c.site_id = s.site_id AND c.recording_id = s.recording_id`;
}
