/** Whoever a request was proven to come from; every principal belongs to exactly one site. */
export type Principal =
  | { kind: "token"; siteId: string; tokenId: string; scope: "ingest" | "read" }
  | { kind: "session"; siteId: string; role: "manager" | "admin" };
