import { describe, expect, it } from "vitest";

import type { SiteSettings } from "#shared/contracts/settings.ts";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { claimRecording } from "../queue/claim-recording.ts";
import { noteRecording } from "../queue/note-recording.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";
import { rememberedSettings, rememberSettings } from "../queue/remembered-settings.ts";
import { ADMIT_AT_ONCE, NOON, openTestQueue, seenRecording } from "../testing/queue-fixture.ts";
import { composeRequest } from "./compose-request.ts";

const SITE: SiteSettings = {
  site_id: "demo",
  time_zone: "Europe/London",
  min_call_sec: 20,
  language: "en",
  initial_prompt: "Northwind Energy, SmartSaver.",
  campaigns: [
    { campaign_id: "VENTAS", min_call_sec: null, language: "es", initial_prompt: "Norteluz." },
    { campaign_id: "SUPPORT_IN", min_call_sec: 45, language: null, initial_prompt: null },
    { campaign_id: "MIXED", min_call_sec: null, language: "auto", initial_prompt: null },
  ],
};

function claimedOf(campaignId: string | null): ClaimedRecording {
  const db = openTestQueue();
  noteRecording(db, seenRecording("1001", { campaignId }), NOON);
  admitRecordings(db, ADMIT_AT_ONCE, NOON);
  const lease = { owner: "night", bootId: "boot", durationMs: 60_000 };
  const claimed = claimRecording(db, lease, NOON);
  if (claimed === null) throw new Error("nothing was claimed");
  return claimed;
}

describe("what a worker is told of a recording", () => {
  it("is what the edge decided for its campaign, and the site's for what that leaves open", () => {
    expect(composeRequest(claimedOf("VENTAS"), SITE, "en")).toMatchObject({
      language: "es",
      initialPrompt: "Norteluz.",
      minCallSec: 20,
    });
    expect(composeRequest(claimedOf("SUPPORT_IN"), SITE, "en")).toMatchObject({
      language: "en",
      initialPrompt: "Northwind Energy, SmartSaver.",
      minCallSec: 45,
    });
    expect(composeRequest(claimedOf("MIXED"), SITE, "en").language).toBe("auto");
  });

  it("knows a campaign or in-group however its id is capitalised, as ViciDial does", () => {
    expect(composeRequest(claimedOf("ventas"), SITE, "en").language).toBe("es");
  });

  it("is the site's for a campaign that has no settings, or for none", () => {
    for (const campaign of ["BILLING", null]) {
      expect(composeRequest(claimedOf(campaign), SITE, "fr")).toMatchObject({
        language: "en",
        initialPrompt: "Northwind Energy, SmartSaver.",
        minCallSec: 20,
      });
    }
  });

  it("is the configuration's language and the scorecard's length while the edge never answered", () => {
    expect(composeRequest(claimedOf("VENTAS"), null, "fr")).toMatchObject({
      language: "fr",
      initialPrompt: null,
      minCallSec: 30,
    });
  });

  it("is as the edge last said on a night without it", () => {
    const db = openTestQueue();
    rememberSettings(db, SITE);
    expect(composeRequest(claimedOf("VENTAS"), rememberedSettings(db), "en").language).toBe("es");
  });
});
