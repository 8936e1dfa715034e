import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { deliverOutbox } from "../outbox/deliver.ts";
import { createEdgeClient } from "../outbox/edge-client.ts";
import { EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { outboxCounts } from "../queue/queue-counts.ts";
import type { ReceivedRequest } from "./local-server.ts";
import { NOON } from "./queue-fixture.ts";
import type { TestEdge } from "./test-edge.ts";

const bodySchema = z.object({
  transcripts: z.array(z.object({ call: z.object({ recording_id: z.string() }) })),
});

/** The recordings whose transcripts a request brings. */
export function idsIn({ body }: ReceivedRequest): string[] {
  const batch = bodySchema.safeParse(body);
  return batch.success ? batch.data.transcripts.map(({ call }) => call.recording_id) : [];
}

export type TestDelivery = {
  clock: { now: number };
  /** One delivery, without retries. */
  deliver: (options?: { timeoutMs?: number; stop?: AbortSignal }) => Promise<void>;
  /** Delivers again and again, an hour later each time, until nothing waits. */
  deliverAll: () => Promise<void>;
};

/** The outbox of `db`, to be delivered to an edge by a clock that only the test moves. */
export function createDelivery(
  db: DatabaseSync,
  { url }: Pick<TestEdge, "url">,
  token = "ns_ingest_secret",
): TestDelivery {
  const clock = { now: NOON };
  const deliver: TestDelivery["deliver"] = async ({ timeoutMs = 5000, stop } = {}) => {
    const edge = createEdgeClient({
      url,
      token,
      retries: 0,
      signal: AbortSignal.timeout(30_000),
      timeoutMs,
    });
    try {
      await deliverOutbox({
        db,
        edge,
        siteId: "demo",
        onDelivered: () => undefined,
        now: () => clock.now,
        ...(stop === undefined ? {} : { signal: stop }),
      });
    } finally {
      await edge.close();
    }
  };
  return {
    clock,
    deliver,
    deliverAll: async () => {
      for (let round = 0; round < 50 && outboxCounts(db).waiting > 0; round += 1) {
        await deliver().catch((error: unknown) => {
          if (!(error instanceof EdgeUnavailableError)) throw error;
        });
        clock.now += 3_600_000;
      }
    },
  };
}

/** Tries, next time and refusal of a recording's row in the outbox; undefined when it has none. */
export function outboxRow(db: DatabaseSync, recordingId: string) {
  return db
    .prepare("SELECT attempts, next_at, rejected FROM outbox WHERE recording_id = ?")
    .get(recordingId);
}
