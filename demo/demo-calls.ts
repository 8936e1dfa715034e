import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

const demoCallSchema = z.object({
  recording_id: z.string(),
  agent_user: z.string(),
  agent_name: z.string(),
  campaign_id: z.string(),
  call_status: z.string(),
  duration: z.number(),
  truth: z.array(
    z.object({
      speaker: z.enum(["agent", "customer"]),
      start: z.number(),
      end: z.number(),
      text: z.string(),
    }),
  ),
});
export type DemoCall = z.infer<typeof demoCallSchema>;

export const CALLS_FOLDER = join(import.meta.dirname, "calls");

/** The demo's calls with what is really said in them. */
export function readDemoCalls(): DemoCall[] {
  const file: unknown = JSON.parse(readFileSync(join(CALLS_FOLDER, "truth.json"), "utf8"));
  return z.array(demoCallSchema).parse(file);
}
