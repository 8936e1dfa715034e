export type Role = "manager" | "admin";

/** Whoever a request was proven to come from; every principal belongs to exactly one site. */
export type Principal =
  | { kind: "token"; siteId: string; tokenId: string; scope: "ingest" | "read" }
  | { kind: "session"; siteId: string; role: Role };

/** Who did something, as the audit log names them. */
export function actorOf(principal: Principal): string {
  return principal.kind === "session"
    ? `session:${principal.role}`
    : `token:${principal.scope}:${principal.tokenId}`;
}
