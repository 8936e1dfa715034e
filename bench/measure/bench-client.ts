import * as z from "zod";

import { costSchema, type DatabaseCost } from "./database-cost.ts";

export type Answered = { status: number; bytes: number; wallMs: number; headers: Headers };

export type Credential = "read" | "ingest" | "session" | "agentSession" | "none";
type Secrets = Record<Exclude<Credential, "none">, string>;

export type BenchClient = ReturnType<typeof benchClient>;

/**
 * Talks to edge/bench/metered-worker.ts at `url`. Every GET has an address of its own, so that no answer is given again,
 * unless it carries an If-None-Match (also an empty one).
 */
export function benchClient(url: string, secrets: Secrets) {
  let asked = 0;

  const send = async (path: string, credential: Credential, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (credential === "session" || credential === "agentSession")
      headers.set("Cookie", `nightshift_session=${secrets[credential]}`);
    else if (credential !== "none") headers.set("Authorization", `Bearer ${secrets[credential]}`);
    return fetch(new URL(path, url), { ...init, headers, redirect: "manual" });
  };

  const get = async (
    path: string,
    credential: Credential,
    headers: Record<string, string> = {},
  ) => {
    const own = new URL(path, url);
    if (headers["If-None-Match"] === undefined) {
      asked += 1;
      own.searchParams.set("_", String(asked));
    }
    const response = await send(own.pathname + own.search, credential, { headers });
    const body = await response.text();
    const isExpected = response.ok || response.status === 304;
    if (!isExpected)
      throw new Error(`GET ${path} was answered ${response.status}: ${body.slice(0, 300)}`);
    return { response, body };
  };

  return {
    get,

    async timed(path: string, credential: Credential): Promise<Answered> {
      const begunMs = performance.now();
      const { response, body } = await get(path, credential);
      const wallMs = performance.now() - begunMs;
      const { status, headers } = response;
      return { status, headers, wallMs, bytes: Buffer.byteLength(body) };
    },

    async cost(path: string, credential: Credential, headers: Record<string, string> = {}) {
      const { response } = await get(path, credential, { ...headers, "X-Bench": "meter" });
      return costOf(response);
    },

    /** How long it takes without the wait for D1: the mean of a few in a row. */
    async cpuMs(path: string, credential: Credential): Promise<number> {
      const { body } = await get(path, credential, { "X-Bench": "cpu" });
      return z.object({ cpu_ms: z.number() }).parse(JSON.parse(body)).cpu_ms;
    },

    async post(path: string, credential: Credential, body: unknown) {
      const begunMs = performance.now();
      const response = await send(path, credential, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Bench": "meter" },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok)
        throw new Error(`POST ${path} was answered ${response.status}: ${text.slice(0, 300)}`);
      return { text, cost: costOf(response), wallMs: performance.now() - begunMs };
    },
  };
}

function costOf(response: Response): DatabaseCost {
  return costSchema.parse(JSON.parse(response.headers.get("X-Bench-Cost") ?? "null"));
}
