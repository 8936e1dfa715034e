import type { Principal } from "./principal.ts";

/** Whether somebody is an agent, who sees nothing but their own calls. */
export function isAgent(principal: Principal): boolean {
  return principal.kind === "session" && principal.role === "agent";
}

/** The ViciDial user of a signed-in agent; null for everybody else. */
export function agentUserOf(principal: Principal): string | null {
  return principal.kind === "session" && principal.role === "agent" ? principal.agentUser : null;
}

/** Whether a call of the principal's site may be opened: by an agent only their own, by everybody else any. */
export function mayOpenCall(principal: Principal, call: { agentUser: string | null }): boolean {
  if (!isAgent(principal)) return true;
  const own = agentUserOf(principal);
  return own !== null && call.agentUser === own;
}
