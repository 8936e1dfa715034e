import { totalmem } from "node:os";
import { dirname, resolve } from "node:path";

import type { AgentConfig } from "../config/load-config.ts";
import { onlineCpus, transcriptionCpus } from "../install/derive-cpus.ts";
import { parseConfigFile } from "../install/installed-config.ts";
import { layoutFor } from "../install/layout.ts";
import type { HostTools } from "../install/run-tool.ts";
import { recordingFolders, workerCount } from "../install/unit-settings.ts";
import type { AccountReport } from "../source-vicidial/ask-database.ts";
import { readCpuTopology } from "../transcription/cpu-topology.ts";
import { whisperPaths } from "../whisper-build/build-record.ts";
import { readHostCpu } from "../whisper-build/host-cpu.ts";
import { checkAudio } from "./check-audio.ts";
import { checkClock } from "./check-clock.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDecoders } from "./check-decoders.ts";
import { checkDisk } from "./check-disk.ts";
import { checkEdge } from "./check-edge.ts";
import { checkEngine } from "./check-engine.ts";
import { checkKernel } from "./check-kernel.ts";
import { checkLanguages } from "./check-languages.ts";
import { checkModel } from "./check-model.ts";
import { checkRecordings } from "./check-recordings.ts";
import { checkState } from "./check-state.ts";
import { checkUnits } from "./check-units.ts";
import { checkVersions } from "./check-versions.ts";
import { edgeTime } from "./edge-time.ts";
import type { Check } from "./run-checks.ts";

export type DoctorOptions = {
  configPath: string;
  agentVersion: string;
  tools: HostTools;
  env: NodeJS.ProcessEnv;
  now: () => number;
  /** Asks ViciDial's database; null while that source is not wired. */
  askDatabase: ((config: AgentConfig) => Promise<AccountReport>) | null;
};

/** Every check that makes sense here, in the order in which an owner would mend things. */
export function doctorChecks(options: DoctorOptions): Check[] {
  const { configPath, tools, env, now, askDatabase } = options;
  const { config, findings } = checkConfiguration(configPath, env);
  const always: Check[] = [
    { name: "versions", run: () => checkVersions(options.agentVersion) },
    { name: "configuration", run: () => findings },
    { name: "Whisper engine", run: () => checkEngine(whisperPaths(), readHostCpu()) },
    { name: "decoders", run: () => checkDecoders(tools) },
    { name: "kernel", run: () => checkKernel(tools) },
  ];
  if (config === null) return always;
  const folders = [
    config.stateFolder,
    ...(config.transcriptTextFolder === null ? [] : [config.transcriptTextFolder]),
  ];
  // Only the installed configuration has units.
  const layout = layoutFor("/", null);
  const isInstalled = resolve(configPath) === layout.config;
  return [
    ...always,
    {
      name: "model",
      run: () => {
        const { siblingsOf } = readCpuTopology();
        const cpus = transcriptionCpus(onlineCpus(), config.whisper.cpus, siblingsOf);
        return checkModel(config.whisper.model, workerCount(config.whisper, cpus), totalmem());
      },
    },
    { name: "state", run: () => checkState(config.stateFolder) },
    {
      name: "languages",
      run: () => checkLanguages(config.stateFolder, config.whisper.language),
    },
    { name: "disk", run: () => checkDisk(folders, config.minFreeBytes) },
    {
      name: "recordings",
      run: () =>
        checkRecordings(
          recordingFolders(parseConfigFile(configPath).source).map((folder) =>
            resolve(dirname(configPath), folder),
          ),
        ),
    },
    ...(config.source.kind === "vicidial" && askDatabase !== null
      ? [{ name: "database", run: () => checkDatabase(() => askDatabase(config)) }]
      : []),
    ...(config.audio.upload ? [{ name: "audio", run: () => checkAudio(tools) }] : []),
    { name: "edge", run: () => checkEdge(config.edge, config.site.id, options.agentVersion) },
    { name: "clock", run: () => checkClock(tools, now, () => edgeTime(config.edge.url)) },
    ...(isInstalled ? [{ name: "services", run: () => checkUnits(layout, tools) }] : []),
  ];
}
