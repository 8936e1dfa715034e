import type { Env } from "../env.ts";
import { RESEND_URL } from "./send-email.ts";
import type { SendingDeps } from "./sending-deps.ts";

const TIMEOUT_MS = 10_000;

/** Sending with the Worker's own settings, clock and network. */
export function workerSending(env: Env, now: () => number): SendingDeps {
  return {
    fetch: (input, init) => fetch(input, init),
    now,
    timeoutMs: TIMEOUT_MS,
    resend: {
      apiKey: env.RESEND_API_KEY?.trim() || null,
      baseUrl: (env.RESEND_BASE_URL?.trim() || RESEND_URL).replace(/\/+$/, ""),
    },
    allowLoopback: env.ALERTS_ALLOW_LOOPBACK === "1",
  };
}
