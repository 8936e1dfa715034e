import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import { compareVersions, OLDEST_AGENT_VERSION } from "#shared/contracts/agent-versions.ts";

import manifest from "../../package.json" with { type: "json" };
import type { RecordedRequest } from "../testing/recorded-agent.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

/*
 * What agents of every released version that is still to be understood say, as it was recorded when they were released, and
 * whether they can read the answers.
 */
const MINORS_BACK = 2;
const isSupported = (version: string) =>
  (compareVersions(version, OLDEST_AGENT_VERSION) ?? -1) >= 0;
const released = env.RELEASED_AGENTS;
const supported = released.filter(({ version }) => isSupported(version));

const app = testApp(Date.parse("2026-11-24T06:00:00Z"));
let site: SeededSite;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite("nordwind");
});

async function send(request: RecordedRequest, token = site.ingestToken): Promise<Response> {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (request.type !== null) headers.set("content-type", request.type);
  if (request.encoding !== null) headers.set("content-encoding", request.encoding);
  const { method, path, body } = request;
  return app.request(path, {
    method,
    headers,
    ...(body === null ? {} : { body: await sent(request) }),
  });
}

/** The bytes of a body, compressed as the agent does. */
function sent({ body, encoding }: RecordedRequest): Promise<ArrayBuffer> {
  const text = new Blob([JSON.stringify(body)]).stream();
  expect(encoding).toBe("gzip");
  return new Response(text.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}

test("agents of the last two minor versions are among those that are supported", () => {
  const minors = [...released.map(({ version }) => version), manifest.version]
    .toSorted((a, b) => compareVersions(b, a) ?? 0)
    .map((version) => version.split(".").slice(0, 2).join("."));
  const [oldest] = [...new Set(minors)].slice(0, 1 + MINORS_BACK).toReversed();
  expect(isSupported(`${oldest}.0`)).toBe(true);
  expect(supported).not.toEqual([]);
});

describe.each(supported)("an agent of $version", ({ version, requests, reads }) => {
  const reading = (name: "batch" | "receipts" | "settings" | "error") =>
    z.fromJSONSchema(z.record(z.string(), z.unknown()).parse(reads[name]));

  test("is understood, and understands the answers", async () => {
    for (const request of requests) {
      const response = await send(request);
      const said = await response.text();
      expect([request.path, response.status, said]).toEqual([
        request.path,
        expect.toSatisfy((status: number) => status >= 200 && status < 300),
        said,
      ]);
      if (request.answer === "nothing") continue;
      const { answer: kind } = request;
      const answer: unknown = JSON.parse(said);
      expect(() => reading(kind).parse(answer)).not.toThrow();
      if (kind !== "batch") continue;
      const results = z
        .object({ results: z.array(z.object({ result: z.string() })) })
        .parse(answer);
      expect(results.results.map(({ result }) => result)).not.toContain("rejected");
    }
    // What it sent is there, and its last heartbeat is its own.
    expect(await rows("SELECT count(*) AS n FROM transcript")).toEqual([{ n: 1 }]);
    expect((await rows("SELECT count(*) AS n FROM call"))[0]).toMatchObject({
      n: expect.toSatisfy((n: number) => n >= 3),
    });
    expect(await rows("SELECT body->>'agent_version' AS version FROM agent_heartbeat")).toEqual([
      { version },
    ]);
  });

  test("may send everything twice, and understands a refusal", async () => {
    for (const request of requests) await send(request);
    const before = await rows("SELECT recording_id, version FROM transcript");
    for (const request of requests) {
      expect((await send(request)).ok).toBe(true);
      const refused = await send(request, "ns_ingest_nobody");
      expect(refused.status).toBe(401);
      expect(reading("error").safeParse({}).success).toBe(false);
      expect(reading("error").safeParse(await refused.json()).success).toBe(true);
    }
    expect(await rows("SELECT recording_id, version FROM transcript")).toEqual(before);
  });
});
