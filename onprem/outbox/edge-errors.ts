/*
 * Messages are our own words: what the edge (or something in its place) says may hold anything, and messages are logged.
 */

/** The edge could not be reached, or could not answer now; trying again later is right. */
export class EdgeUnavailableError extends Error {
  override name = "EdgeUnavailableError";
  /** Stable, for programs: `edge_away`, `edge_timeout`, `edge_busy`, `edge_broken`, `edge_unreadable`. */
  readonly code: string;
  /** What the edge asked for in Retry-After, in milliseconds; null when it said nothing. */
  readonly retryAfterMs: number | null;
  /** Somebody answered or hung up, so it may be this very message that does not get through: a smaller one may. */
  readonly suspectsBatch: boolean;

  constructor(
    message: string,
    about: { code?: string; retryAfterMs?: number | null; suspectsBatch?: boolean } = {},
  ) {
    super(message);
    this.code = about.code ?? "edge_away";
    this.retryAfterMs = about.retryAfterMs ?? null;
    this.suspectsBatch = about.suspectsBatch ?? false;
  }
}

/** What the edge found wrong: `content` and `size` are the message's fault, the others need a person. */
export type RefusalKind = "token" | "address" | "size" | "content";

/** The edge refused the request for a reason that trying again will not mend. */
export class EdgeRefusedError extends Error {
  override name = "EdgeRefusedError";
  readonly kind: RefusalKind;
  readonly code: string;
  readonly status: number;
  /** The edge's own words, for the queue; not for logs. */
  readonly edgeSaid: string | null;
  /** The edge's own code, such as `not_wanted`; null when it gave none. */
  readonly edgeCode: string | null;

  constructor(
    message: string,
    about: {
      kind: RefusalKind;
      status: number;
      edgeSaid?: string | null;
      edgeCode?: string | null;
    },
  ) {
    super(message);
    this.kind = about.kind;
    this.code = `edge_refused_${about.kind}`;
    this.status = about.status;
    this.edgeSaid = about.edgeSaid ?? null;
    this.edgeCode = about.edgeCode ?? null;
  }
}
