import type { CallView } from "../dashboard/call-view.usecase.ts";
import { formatDollars, formatInstant, formatShare } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { providerName } from "../dashboard/wording.ts";

type Scored = NonNullable<CallView["call"]["score"]>;

/** How the call came here and who judged it; which provider did, and for how much, is not for agents. */
export function CallRecordFacts({
  view,
  viewer,
  isBlind,
  isOwn,
}: {
  view: CallView;
  viewer: Viewer;
  isBlind: boolean;
  isOwn: boolean;
}) {
  const { call } = view;
  const { transcript } = call;
  const score = isBlind ? null : call.score;
  const facts: [string, string][] = [
    ["Recording", call.recordingId],
    ["Unique id", call.uniqueid ?? "–"],
    ["Agent id", call.agentUser ?? "–"],
    ["Campaign", call.campaignId ?? "–"],
    ["Disposition", call.callStatus ?? "–"],
    ["Transcribed by", transcript?.model ?? "–"],
    [
      "Understood",
      transcript === null || transcript.confidence === null
        ? "–"
        : formatShare(transcript.confidence, 1),
    ],
    ...(isOwn ? [] : judgeFacts(score)),
    ["Scorecard", score === null ? "–" : `${score.scorecardId}, version ${score.scorecardVersion}`],
    ["Scored", score === null ? "–" : formatInstant(score.createdAt, viewer.timeZone)],
  ];
  return (
    <dl class="record">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function judgeFacts(score: Scored | null): [string, string][] {
  return [
    ["Judged by", score === null ? "–" : providerName(score.provider)],
    ["Model", score?.model ?? "–"],
    ["Prompt", score?.promptVersion ?? "–"],
    ["Cost", score === null ? "–" : formatDollars(score.costUsd)],
  ];
}
