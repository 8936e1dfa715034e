import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";

import { terminal } from "../../install/ask.ts";
import { installedModel, installPlan } from "../../install/install-plan.ts";
import { installedConfig, layoutOfConfig } from "../../install/installed-config.ts";
import { isThisMachine, layoutFor, onDisk, type Layout } from "../../install/layout.ts";
import { freeMegabytes, readHostIdentity, refuseUnsuitableHost } from "../../install/preflight.ts";
import { programToInstall } from "../../install/program-files.ts";
import type { SiteAnswers } from "../../install/render-config.ts";
import { hostTools } from "../../install/run-tool.ts";
import { checkSecret, readSecretInput } from "../../install/secret-input.ts";
import { answersOf, completeAnswers, sourceKind } from "../../install/site-answers.ts";
import { carryOut, InstallError } from "../../install/step.ts";
import type { Secrets } from "../../install/steps/config-steps.ts";
import { findInCatalogue, USUAL_MODEL_NAME } from "../../models/catalogue.ts";

export type InstallCommandOptions = {
  siteId?: string;
  timeZone?: string;
  edgeUrl?: string;
  source?: string;
  recordings?: string;
  data?: string;
  model?: string;
  tokenFile?: string;
  dbPasswordFile?: string;
  root: string;
  start: boolean;
  dryRun: boolean;
};

const PROGRAM = join(import.meta.dirname, "..", "..", "..");

/** Brings this host into the state of an installation, whatever part of it is there already. */
export async function install(options: InstallCommandOptions): Promise<void> {
  if (!isAbsolute(options.root)) throw new InstallError("--root must be an absolute path.");
  const existing = installedConfig(options.root);
  const layout =
    existing === null
      ? layoutFor(options.root, dataDisk(options.data))
      : keptLayout(options.root, existing, options.data);
  const tools = hostTools(process.env);
  const host = readHostIdentity();
  if (!options.dryRun || !isThisMachine(layout)) {
    refuseUnsuitableHost({
      layout,
      host,
      tools,
      start: options.start,
      freeMb: freeMegabytes,
    });
  }
  const answers =
    existing === null
      ? await completeAnswers(
          {
            ...options,
            source: options.source === undefined ? undefined : sourceKind(options.source),
          },
          terminal(),
          Intl.DateTimeFormat().resolvedOptions().timeZone,
        )
      : answersOf(existing);
  const steps = installPlan({
    layout,
    program: programToInstall(PROGRAM),
    answers,
    secrets: await secretsToWrite(options, layout, answers),
    model: options.model ?? null,
    start: options.start,
    tools,
    env: process.env,
    now: () => new Date(),
  });
  console.log(
    `${options.dryRun ? "Installing would take these steps" : "Installing Nightshift"}${isThisMachine(layout) ? "" : ` below ${layout.root}`}:`,
  );
  const toDo = carryOut(steps, { dryRun: options.dryRun, say: (line) => console.log(line) });
  if (options.dryRun) {
    console.log(`\n${toDo} of ${steps.length} steps are to be done. Nothing was changed.`);
    return;
  }
  console.log(toDo === 0 ? "\nEverything is as it should be." : `\n${toDo} steps done.`);
  console.log(whatNext(layout, answers));
  const note = otherModelNote(layout, options.model);
  if (note !== null) console.log(note);
}

/** Where another disk's data lies. A folder that belongs to users is taken as it is, so it must be there. */
function dataDisk(data: string | undefined): string | null {
  if (data === undefined) return null;
  if (!isAbsolute(data) || !existsSync(data)) {
    throw new InstallError(
      `--data ${data}: that is not an existing folder, given from the root on. Mount the disk first.`,
    );
  }
  if (/^\/(tmp|var\/tmp|dev|proc|sys|run)(\/|$)/.test(data)) {
    throw new InstallError(`--data ${data}: what lies there does not outlive a reboot.`);
  }
  return data;
}

function keptLayout(
  root: string,
  existing: NonNullable<ReturnType<typeof installedConfig>>,
  data: string | undefined,
): Layout {
  const layout = layoutOfConfig(root, existing);
  if (data !== undefined && layoutFor(root, data).data !== layout.data) {
    throw new InstallError(
      `The data of this installation lies in ${layout.data ?? layout.state}. To move it: \`sudo systemctl stop nightshift-watch nightshift-transcribe\`, move the folder with its owners (cp -a), ` +
        `change the paths in ${layout.config}, and run \`sudo nightshift install\` without --data.`,
    );
  }
  return layout;
}

async function secretsToWrite(
  options: InstallCommandOptions,
  layout: Layout,
  answers: SiteAnswers,
): Promise<Secrets> {
  const { tokenFile, dbPasswordFile, dryRun } = options;
  if (tokenFile === "-" && dbPasswordFile === "-") {
    throw new InstallError(
      "Only one of --token-file and --db-password-file can be standard input.",
    );
  }
  const missing = (path: string) => !existsSync(onDisk(layout, path));
  return {
    siteToken: missing(layout.siteToken) ? await siteToken(tokenFile, layout, dryRun) : null,
    databasePassword:
      answers.source === "vicidial" && missing(layout.databasePassword)
        ? databasePassword(dbPasswordFile)
        : null,
  };
}

async function siteToken(
  file: string | undefined,
  layout: Layout,
  dryRun: boolean,
): Promise<Secrets["siteToken"]> {
  const what = "The site token";
  if (file !== undefined) {
    const token = readSecretInput(file, what);
    return () => token;
  }
  // An image gets its token on the host that it becomes.
  if (!isThisMachine(layout)) return null;
  if (dryRun) return () => "";
  const ask = terminal();
  if (ask === null) {
    throw new InstallError(
      "Give the site token with --token-file FILE, or with --token-file - on standard input. Whoever runs the edge issues it for this site.",
    );
  }
  const token = checkSecret(await ask.secret("The site token, from whoever runs the edge"), what);
  return () => token;
}

/** A random one unless it is given: the configuration names a file, and `nightshift grants` replaces what is in it. */
function databasePassword(file: string | undefined): () => string {
  if (file === undefined) return () => randomBytes(24).toString("base64url");
  const password = readSecretInput(file, "The database password");
  return () => password;
}

function whatNext(layout: Layout, { source }: SiteAnswers): string {
  if (!isThisMachine(layout)) {
    return `On the host that ${layout.root} becomes, \`sudo nightshift install\` does the rest: user, token, engine, services.`;
  }
  const lines = [
    ...(source === "vicidial"
      ? [
          "  sudo nightshift grants | sudo mysql --force   lets it read what it needs of ViciDial's database; then the line that it prints",
        ]
      : []),
    ...(modelIsThere(layout)
      ? []
      : [
          `  sudo nightshift model pull ${missingModel(layout)}   fetches the Whisper model; docs/install.md says how without a network`,
        ]),
    "  sudo nightshift doctor                   checks everything and says what is missing",
  ];
  return `What comes next:\n${lines.join("\n")}`;
}

/** The name under which the configuration's model is published. */
function missingModel(layout: Layout): string {
  const model = installedConfig(layout.root)?.whisper.model ?? USUAL_MODEL_NAME;
  return findInCatalogue(model)?.name ?? USUAL_MODEL_NAME;
}

function modelIsThere(layout: Layout): boolean {
  const config = installedConfig(layout.root);
  return config !== null && existsSync(installedModel(layout, config));
}

/** Says so when a model was copied that the configuration does not name: the file is the owner's to change. */
function otherModelNote(layout: Layout, model: string | undefined): string | null {
  const config = installedConfig(layout.root);
  if (model === undefined || config === null) return null;
  const name = basename(model);
  if (basename(config.whisper.model) === name) return null;
  return `The configuration names another model. To use this one, set in [whisper] of ${layout.config}\n  model = "${join(layout.models, name)}"\nand run \`sudo nightshift install\` again.`;
}
