import {
  checkScoringSettings,
  type CheckedSettings,
  type ScoringSettings,
  type SettingProblem,
} from "#shared/contracts/scoring-settings.ts";

import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { AppError } from "../errors/app-error.ts";
import { environmentSettings } from "./environment-settings.ts";
import { addSetting, readSetting, type SettingVersion } from "./settings.repository.ts";

/** The key of the setting that names the judges. */
export const SCORING_SETTING = "scoring";

export type SettingsInForce = {
  /** Null when neither a stored version nor the environment can be used: then nothing is scored, and nothing is lost. */
  settings: ScoringSettings | null;
  source:
    | { kind: "stored"; version: number; changedAtMs: number; changedBy: string }
    | { kind: "environment" };
  /** Why a newer version, or the environment, is not what holds; empty when all is well. */
  problems: SettingProblem[];
  /** The newest stored version, whether it can be read or not; 0 when there is none. */
  newestVersion: number;
};

/**
 * The settings that hold: the newest stored version that can be read, else the environment's. A version that cannot be
 * read, after a downgrade or an edit by hand, is passed over, so that it never stops the scoring.
 */
export function settingsInForce(versions: readonly SettingVersion[], env: Env): SettingsInForce {
  const problems: SettingProblem[] = [];
  const newestVersion = versions[0]?.version ?? 0;
  for (const version of versions) {
    const checked = checkScoringSettings(parsed(version.value));
    if (checked.ok) {
      const { version: number, createdAtMs, createdBy } = version;
      const source = {
        kind: "stored",
        version: number,
        changedAtMs: createdAtMs,
        changedBy: createdBy,
      } as const;
      return { settings: checked.settings, source, problems, newestVersion };
    }
    problems.push(...inVersion(version.version, checked));
  }
  const checked = environmentSettings(env);
  if (checked.ok) {
    const source = { kind: "environment" } as const;
    return { settings: checked.settings, source, problems, newestVersion };
  }
  return {
    newestVersion,
    settings: null,
    source: { kind: "environment" },
    problems: [
      ...problems,
      ...checked.problems.map(({ setting, problem }) => ({
        setting: `the Worker's variables: ${setting}`,
        problem,
      })),
    ],
  };
}

/** Reads the settings that hold. */
export async function readScoringSettings(db: Database, env: Env): Promise<SettingsInForce> {
  return settingsInForce(await readSetting(db, SCORING_SETTING), env);
}

/**
 * Stores new settings as a whole; they hold from the next tick on. Answers with their version. With `seen` the change goes
 * into that site's audit log, and only follows the version that was seen (0: none was stored).
 *
 * @throws AppError `invalid_settings` naming everything that is wrong, 409 when somebody else changed them; what held before
 * still holds
 */
export async function changeScoringSettings(
  db: Database,
  given: unknown,
  by: { who: string; nowMs: number },
  seen: { siteId: string; version: number } | null = null,
): Promise<number> {
  const checked = checkScoringSettings(given);
  if (!checked.ok) throw refused(checked.problems);
  const { settings } = checked;
  const change = seen && {
    siteId: seen.siteId,
    seenVersion: seen.version,
    event: { atMs: by.nowMs, actor: by.who, action: "scoring_settings.change", detail: settings },
  };
  const version = await addSetting(db, SCORING_SETTING, settings, by, change);
  if (version !== null) return version;
  throw new AppError({
    code: "conflict",
    status: 409,
    message: "Somebody else changed the judges after you opened this page. Look at what holds now.",
  });
}

function refused(problems: readonly SettingProblem[]): AppError {
  const named = problems.map(({ setting, problem }) => `${setting}: ${problem}`).join("; ");
  return new AppError({
    code: "invalid_settings",
    status: 400,
    message: `Nothing was changed, the settings before still hold. Mend these and send all settings again: ${named}.`,
    details: problems,
  });
}

function inVersion(version: number, checked: Extract<CheckedSettings, { ok: false }>) {
  return checked.problems.map(({ setting, problem }) => ({
    setting: `version ${version}: ${setting}`,
    problem,
  }));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
