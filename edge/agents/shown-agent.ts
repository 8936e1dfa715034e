import type { Context } from "hono";

import type { AppContext } from "../app-context.ts";
import { noteReading } from "../audit/note-views.ts";
import { maskTask } from "../coaching/mask-coaching.ts";
import { maskAgentView, maskListed, quotedCalls } from "../masking/mask-lists.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import type { AgentCalls } from "./agent-calls.usecase.ts";
import type { AgentView } from "./agent-view.usecase.ts";
import type { FollowUp } from "./follow-up.usecase.ts";

/** An agent's page as whoever asks may see it; that they read its quotes is noted. */
export async function shownAgent(c: Context<AppContext>, view: AgentView): Promise<AgentView> {
  await noteReading(c, "findings", quotedCalls(view));
  return masksNumbers(c) ? maskAgentView(view) : view;
}

export function shownFollowUp(c: Context<AppContext>, followUp: FollowUp): FollowUp {
  return masksNumbers(c) ? { ...followUp, coaching: followUp.coaching.map(maskTask) } : followUp;
}

export function shownCalls(c: Context<AppContext>, list: AgentCalls): AgentCalls {
  return masksNumbers(c) ? { ...list, calls: list.calls.map(maskListed) } : list;
}
