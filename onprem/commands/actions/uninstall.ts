import { isAbsolute } from "node:path";

import { terminal } from "../../install/ask.ts";
import { installedConfig, layoutOfConfig } from "../../install/installed-config.ts";
import { isThisMachine, layoutFor, type Layout } from "../../install/layout.ts";
import { readHostIdentity } from "../../install/preflight.ts";
import { hostTools } from "../../install/run-tool.ts";
import { carryOut, InstallError } from "../../install/step.ts";
import { uninstallPlan } from "../../install/uninstall-plan.ts";

export type UninstallCommandOptions = {
  purge: boolean;
  yes: boolean;
  root: string;
  dryRun: boolean;
};

/** Takes away what installing put there; what the owner or the work put there only with --purge. */
export async function uninstall(options: UninstallCommandOptions): Promise<void> {
  if (!isAbsolute(options.root)) throw new InstallError("--root must be an absolute path.");
  const layout = installedLayout(options.root);
  const host = readHostIdentity();
  if (isThisMachine(layout) && host.uid !== 0 && !options.dryRun) {
    throw new InstallError("Removing needs root. Run the same command with sudo.");
  }
  if (options.purge && !options.yes && !options.dryRun) await confirmPurge(layout);
  const steps = uninstallPlan({
    layout,
    tools: hostTools(process.env),
    booted: host.bootedWithSystemd,
    purge: options.purge,
  });
  const toDo = carryOut(steps, { dryRun: options.dryRun, say: (line) => console.log(line) });
  const data = layout.data ?? `${layout.state}, ${layout.models}, ${layout.transcripts}`;
  if (options.dryRun) {
    console.log(`\n${toDo} of ${steps.length} steps are to be done. Nothing was changed.`);
  } else if (!options.purge) {
    console.log(
      `\nNightshift is removed. Configuration (${layout.configFolder}) and data (${data}) are kept; \`./nightshift uninstall --purge\` from the unpacked program removes them too.`,
    );
  } else if (layout.data === null) {
    console.log(`\nThese folders were the owner's choice and are kept: ${data}`);
  }
  console.log(
    "The database's user is ViciDial's to remove:  echo \"DROP USER 'nightshift'@'localhost'\" | sudo mysql",
  );
}

/** A broken configuration must not keep anybody from removing the program. */
function installedLayout(root: string): Layout {
  try {
    const config = installedConfig(root);
    if (config !== null) return layoutOfConfig(root, config);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.error(`${error.message}\nThe data folder is taken to be the usual one.`);
  }
  return layoutFor(root, null);
}

async function confirmPurge(layout: Layout): Promise<void> {
  const ask = terminal();
  if (ask === null) {
    throw new InstallError(
      "--purge deletes the queue, all transcripts on this host, models, configuration and secrets. Say --yes too if that is meant.",
    );
  }
  const sure = await ask.yes(
    `Delete ${layout.data === null ? "" : `the queue, all transcripts and models in ${layout.data}, and `}${layout.configFolder}?`,
  );
  if (!sure) throw new InstallError("Nothing was changed.");
}
