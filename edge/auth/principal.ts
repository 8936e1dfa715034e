import type { Role } from "#shared/contracts/people.ts";

/** Someone who is signed in. */
export type SignedIn = {
  kind: "session";
  siteId: string;
  personId: string;
  name: string;
  role: Role;
  /** ViciDial user of an agent; null for everybody else. */
  agentUser: string | null;
  /** At most 50 are counted. */
  unreadNotices: number;
};

/** Whoever a request was proven to come from; every principal belongs to exactly one site. */
export type Principal =
  | { kind: "token"; siteId: string; tokenId: string; scope: "ingest" | "read" }
  | SignedIn;

/** Who did something, as the audit log names them. */
export function actorOf(principal: Principal): string {
  return principal.kind === "session"
    ? `person:${principal.personId}`
    : `token:${principal.scope}:${principal.tokenId}`;
}
