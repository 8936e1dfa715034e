/** What sending needs of the platform. */
export type SendingDeps = {
  fetch: typeof fetch;
  /** Epoch milliseconds. */
  now: () => number;
  /** For one request. */
  timeoutMs: number;
  resend: { apiKey: string | null; baseUrl: string };
  /** For development and tests: also to this machine, without https. */
  allowLoopback: boolean;
};

export const USER_AGENT = "nightshift/1";
