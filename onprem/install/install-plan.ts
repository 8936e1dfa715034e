import { existsSync, readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { basename, join, resolve } from "node:path";

import type { ConfigFile } from "../config/config-schema.ts";
import {
  catalogueShape,
  findInCatalogue,
  modelFileName,
  USUAL_MODEL_NAME,
} from "../models/catalogue.ts";
import { readCpuTopology } from "../transcription/cpu-topology.ts";
import { workerBytes, workerBytesFor } from "../transcription/worker-memory.ts";
import { onlineCpus } from "./derive-cpus.ts";
import { isThisMachine, onDisk, type Layout, type UnitName } from "./layout.ts";
import { ownerships, type Ownerships } from "./ownerships.ts";
import type { Program } from "./program-files.ts";
import { parseConfig, renderConfig, type SiteAnswers } from "./render-config.ts";
import { renderUnits } from "./render-units.ts";
import type { HostTools } from "./run-tool.ts";
import type { Step } from "./step.ts";
import { commandStep } from "./steps/command-step.ts";
import { configSteps, secretSteps, type Secrets } from "./steps/config-steps.ts";
import { folderStep, keptFolderStep } from "./steps/file-steps.ts";
import { modelStep } from "./steps/model-step.ts";
import { programSteps } from "./steps/program-steps.ts";
import { recordingsAccessSteps } from "./steps/recordings-access-steps.ts";
import { serviceSteps, unitFileSteps } from "./steps/service-steps.ts";
import { serviceUserStep } from "./steps/service-user-step.ts";
import { recordingFolders, unitSettings } from "./unit-settings.ts";

export const USUAL_MODEL = modelFileName(USUAL_MODEL_NAME);

export type InstallOptions = {
  layout: Layout;
  program: Program;
  /** For the configuration's first writing, or as it would be written today. */
  answers: SiteAnswers;
  secrets: Secrets;
  /** A model's file to be copied into place. */
  model: string | null;
  start: boolean;
  tools: HostTools;
  env: NodeJS.ProcessEnv;
  now: () => Date;
};

/** Everything that installing does, in order. Throws InstallError when the configuration or the model is wrong. */
export function installPlan(options: InstallOptions): Step[] {
  const { layout, program, tools, model } = options;
  const owners = ownerships(layout, tools);
  const real = isThisMachine(layout);
  const renderedToday = () =>
    renderConfig(options.answers, layout, model === null ? USUAL_MODEL : basename(model));
  const config = configOf(layout, renderedToday);
  const configured = installedModel(layout, config);
  // A model that is copied but not the configured one says nothing about the memory that is needed.
  const isConfigured = model !== null && basename(model) === basename(configured);
  const units = unitsOf(layout, config, isConfigured ? model : configured);
  return [
    ...(real ? [serviceUserStep(layout, tools)] : []),
    folderStep(onDisk(layout, layout.configFolder), owners.configFolder),
    ...dataFolderSteps(layout, owners),
    folderStep(onDisk(layout, layout.program), owners.publicFolder),
    folderStep(onDisk(layout, layout.releases), owners.publicFolder),
    ...programSteps(options),
    ...configSteps(layout, owners, renderedToday),
    ...secretSteps(layout, owners, options.secrets),
    ...(model === null ? [] : [modelStep(layout, owners, model)]),
    ...(real ? recordingsAccessSteps(recordingFolders(config.source), tools) : []),
    folderStep(join(onDisk(layout, layout.command), ".."), owners.publicFolder),
    commandStep(layout, owners),
    folderStep(onDisk(layout, layout.units), owners.publicFolder),
    ...unitFileSteps(layout, owners, units),
    ...(real
      ? serviceSteps({
          layout,
          tools,
          release: program.release,
          unitNames: [...units.keys()],
          backsUp: config.backup.folder !== undefined,
          start: options.start,
        })
      : []),
  ];
}

function dataFolderSteps(layout: Layout, owners: Ownerships): Step[] {
  const folders = [layout.state, layout.models, layout.transcripts].map((path) =>
    onDisk(layout, path),
  );
  if (layout.data === null) {
    return folders.map((path) => keptFolderStep(path, owners.serviceFolder));
  }
  return [
    folderStep(onDisk(layout, layout.data), owners.dataFolder),
    ...folders.map((path) => folderStep(path, owners.serviceFolder)),
  ];
}

/** The configuration that will be in force: the one that is there, otherwise the one that is about to be written. */
export function configOf(layout: Layout, rendered: () => string): ConfigFile {
  const path = onDisk(layout, layout.config);
  return parseConfig(existsSync(path) ? readFileSync(path, "utf8") : rendered(), path);
}

/** The units as this configuration, this host and the model's size want them. */
export function unitsOf(layout: Layout, config: ConfigFile, model: string): Map<UnitName, string> {
  return renderUnits(
    unitSettings(config, layout.config, layout.current, {
      onlineCpus: onlineCpus(),
      siblingsOf: readCpuTopology().siblingsOf,
      memoryBytes: totalmem(),
      workerBytes: expectedWorkerBytes(model),
    }),
  );
}

/** What a worker will need with a model that is there, or is published and will be; null where that is not known. */
function expectedWorkerBytes(model: string): number | null {
  try {
    return workerBytes(model);
  } catch {
    const published = findInCatalogue(model);
    const shape = catalogueShape(model);
    return published === null || shape === null
      ? null
      : workerBytesFor({ bytes: published.bytes, shape });
  }
}

/** Where the configuration's model lies, or will lie. */
export function installedModel(layout: Layout, config: ConfigFile): string {
  return onDisk(layout, resolve(layout.configFolder, config.whisper.model));
}
