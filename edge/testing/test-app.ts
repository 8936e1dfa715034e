import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";

import { createApp } from "../app.ts";
import type { Env } from "../env.ts";

export type TestApp = {
  /** Sends a request to the real app; paths are taken as https. */
  request: (path: string, init?: RequestInit) => Promise<Response>;
  clock: { nowMs: number };
  /** Every route there is, middleware included. */
  routes: readonly { method: string; path: string }[];
  /** How often the app asked for new jobs to be worked on. */
  wakes: () => number;
};

/**
 * The whole app over the migrated database, with a clock that tests move and no scoring of its own. `bindings` replace
 * those of wrangler.toml, `fetchStandIn` what the app would fetch with.
 */
export function testApp(
  nowMs = Date.parse("2026-11-24T06:00:00Z"),
  bindings: Partial<Env> = {},
  fetchStandIn: typeof fetch = () => Promise.reject(new Error("This test has no network.")),
): TestApp {
  const clock = { nowMs };
  let wakes = 0;
  const app = createApp({
    now: () => clock.nowMs,
    wake: () => {
      wakes += 1;
    },
    fetch: fetchStandIn,
  });
  return {
    clock,
    routes: app.routes,
    wakes: () => wakes,
    request: async (path, init) =>
      app.fetch(
        new Request(new URL(path, "https://nightshift.test"), init),
        { ...env, ...bindings },
        createExecutionContext(),
      ),
  };
}

/** A JSON post with a bearer token. */
export function jsonPost(token: string | null, body: unknown): RequestInit {
  return {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
