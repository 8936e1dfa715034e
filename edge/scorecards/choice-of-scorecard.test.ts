import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { createRulesProvider } from "../providers/rules/rules-provider.ts";
import { CRON_TICK } from "../scoring/start-tick.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { rows } from "../testing/table-rows.ts";
import {
  expectRollupsToEqualARecount,
  judge,
  newRunsBench,
  scores,
  type RunsBench,
} from "./testing/runs-bench.ts";
import { salesCard } from "./testing/sales-card.ts";

let bench: RunsBench["bench"];
let cards: RunsBench["cards"];
beforeEach(async () => {
  ({ bench, cards } = await newRunsBench());
});

describe("which scorecard judges a call", () => {
  test("its campaign's, else its site's, else the default one", async () => {
    await cards.publish("sales");
    await cards.publish("whole", salesCard({ flag_below: 40 }));
    await cards.assign("SALES", "sales", 1);
    const first = [
      sampleUpload("a", { campaign_id: "SALES" }),
      sampleUpload("b", { campaign_id: "SUPPORT" }),
      sampleUpload("c", { campaign_id: null }),
    ];
    await bench.upload(...first);
    await bench.tick([judge()], CRON_TICK);
    await cards.assign(null, "whole", 1);
    await cards.assign("KEEP", "default");
    await bench.upload(
      sampleUpload("d", { campaign_id: "SALES" }),
      sampleUpload("e", { campaign_id: "SUPPORT" }),
      sampleUpload("f", { campaign_id: "KEEP" }),
    );
    await bench.tick([judge()], CRON_TICK);
    const byDefault = `default/${defaultScorecard.version}`;
    expect(
      (await scores()).map(({ id, card, total, flagged }) => [id, card, total, flagged]),
    ).toEqual([
      ["a", "sales/1", 40, 1],
      ["b", byDefault, 80, 0],
      ["c", byDefault, 80, 0],
      ["d", "sales/1", 40, 1],
      // 40 is not below 40
      ["e", "whole/1", 40, 0],
      ["f", byDefault, 80, 0],
    ]);
    await expectRollupsToEqualARecount();
  });

  test("a version that follows the assigned one judges nothing before it is assigned", async () => {
    await cards.publish("sales");
    await cards.assign(null, "sales", 1);
    await cards.save("sales", salesCard({ name: "Draft" }));
    const asked = judge();
    await bench.upload(sampleUpload("a"));
    await bench.tick([asked], CRON_TICK);
    expect(asked.asked.map(({ scorecard }) => [scorecard.version, scorecard.name])).toEqual([
      [1, "Sales"],
    ]);
  });

  test("a card with criteria of its own makes way for a person where only the rules judge", async () => {
    await cards.publish("sales");
    await cards.assign(null, "sales", 1);
    await bench.upload(sampleUpload("a"));
    const rules = createRulesProvider(() => bench.clock.nowMs);
    expect(await bench.tick([rules], CRON_TICK)).toMatchObject({ scored: 0, set_aside: 1 });
    expect(await rows("SELECT state, last_error FROM scoring_job")).toEqual([
      {
        state: "needs_human",
        last_error: expect.stringContaining("what only the scorecard sales has: upsell, pressure"),
      },
    ]);
    const next = await cards.rescore(
      "default",
      { recording_ids: ["a"], dry_count: true },
      defaultScorecard.version,
    );
    expect(next).toMatchObject({ calls: 0, run_id: null });
  });
});
