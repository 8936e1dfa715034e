import type { Database } from "../db/client.ts";
import {
  settingVersion,
  settingVersionsStatement,
  type SettingRow,
  type SettingVersion,
} from "../settings/settings.repository.ts";
import { learnedLimits, learnedLimitsStatement } from "./quota/learned-limits.repository.ts";
import type { LearnedLimit } from "./quota/learned-limits.ts";

/** Statements that loading the setup takes, in one round trip. */
export const SETUP_STATEMENTS = 2;

/** What a tick has to know before it begins: the stored settings and what providers said of their limits. */
export async function loadScoringSetup(
  db: Database,
  settingKey: string,
): Promise<{ versions: SettingVersion[]; learned: LearnedLimit[] }> {
  const client = db.$client;
  const [settings, limits] = await client.batch<SettingRow>([
    settingVersionsStatement(client, settingKey),
    learnedLimitsStatement(client),
  ]);
  return {
    versions: (settings?.results ?? []).map(settingVersion),
    learned: learnedLimits(limits?.results ?? []),
  };
}
