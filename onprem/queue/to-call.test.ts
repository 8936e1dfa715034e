import { expect, test } from "vitest";

import { callSchema } from "#shared/contracts/call.ts";

import { NOON, openTestQueue, seenRecording } from "../testing/queue-fixture.ts";
import { noteRecording, type SeenRecording } from "./note-recording.ts";
import { recordingRowSchema } from "./recording-row.ts";
import { toCall } from "./to-call.ts";

function told(change: Partial<SeenRecording>, sql = "SELECT 1") {
  const db = openTestQueue();
  noteRecording(db, seenRecording("1001", change), NOON);
  db.exec(sql);
  return toCall(recordingRowSchema.parse(db.prepare("SELECT * FROM recording").get()));
}

test("whatever a source wrote, what goes over the wire is what the wire takes", () => {
  const call = told(
    {
      uniqueid: "9".repeat(100),
      agentUser: " \u0000\t ",
      agentName: `Sarah\u0000\u001b[31m\nMitchell${"\u{1f600}".repeat(100)}`,
      campaignId: "IN\ud800BOUND",
      callStatus: "A".repeat(40),
      startedAt: Date.UTC(2106, 1, 7),
    },
    "UPDATE recording SET duration_sec = 1e9, reason = printf('%.1000c', 'x')",
  );
  expect(callSchema.safeParse(call).success).toBe(true);
  expect(call).toMatchObject({
    uniqueid: "9".repeat(64),
    agent_user: null,
    agent_name: expect.stringMatching(/^Sarah \[31m Mitchell\p{L}*/u),
    campaign_id: "IN\ufffdBOUND",
    call_status: "A".repeat(32),
    duration_sec: 86_400,
  });
  expect(call?.agent_name?.isWellFormed()).toBe(true);
});

test("a row with an impossible time or identity is told as such, and breaks nothing", () => {
  expect(told({ startedAt: 9e15 })).toBeNull();
  expect(told({ localDate: "0000-00-00" })).toBeNull();
  expect(told({ recordingId: "x".repeat(100) })).toBeNull();
});
