import { existsSync, readFileSync } from "node:fs";

import { onDisk, type Layout } from "../layout.ts";
import type { Ownerships } from "../ownerships.ts";
import { settingsMentioned } from "../render-config.ts";
import type { Step } from "../step.ts";
import { fileStep, keptFileStep } from "./file-steps.ts";

/**
 * The configuration is written once and is the owner's from then on. When a newer Nightshift has settings that it does not
 * mention, the file as it would be written today is laid beside it.
 */
export function configSteps(
  layout: Layout,
  { secretFile }: Ownerships,
  renderedToday: () => string,
): Step[] {
  const path = onDisk(layout, layout.config);
  const steps = [keptFileStep(path, "the configuration", renderedToday, secretFile)];
  if (existsSync(path)) {
    const today = renderedToday();
    const known = new Set(settingsMentioned(readFileSync(path, "utf8")));
    const unmentioned = settingsMentioned(today).filter((setting) => !known.has(setting));
    if (unmentioned.length > 0) {
      const what = `the configuration as it is written today, with ${unmentioned.join(", ")}, which yours does not mention`;
      steps.push(fileStep(`${path}.new`, what, () => today, secretFile));
    }
  }
  return steps;
}

export type Secrets = {
  /** Null when there is none to write. Asked for only when the file is written. */
  siteToken: (() => string) | null;
  databasePassword: (() => string) | null;
};

/** Secrets are written once; another one goes into the file by hand, or with the file removed, by installing again. */
export function secretSteps(
  layout: Layout,
  { secretFile }: Ownerships,
  { siteToken, databasePassword }: Secrets,
): Step[] {
  return [
    [layout.siteToken, "the site token", siteToken] as const,
    [layout.databasePassword, "the password for ViciDial's database", databasePassword] as const,
  ].flatMap(([path, what, secret]) => {
    const file = onDisk(layout, path);
    if (secret === null && !existsSync(file)) return [];
    return [keptFileStep(file, what, () => `${secret?.() ?? ""}\n`, secretFile)];
  });
}
