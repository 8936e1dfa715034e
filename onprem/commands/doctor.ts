import { loadConfig } from "../config/load-config.ts";
import { createEdgeClient } from "../outbox/edge-client.ts";
import { surveyFolder } from "../source-folder/survey-folder.ts";
import { modelProblem } from "../transcription/model-file.ts";
import { whisperPaths } from "../whisper-build/build-record.ts";
import { checkWhisperBuild } from "../whisper-build/check-build.ts";
import { readHostCpu } from "../whisper-build/host-cpu.ts";
import { addCommand, type Cli } from "./cli-command.ts";
import { EXIT } from "./exit-codes.ts";

export function registerDoctor(cli: Cli): void {
  addCommand(cli, {
    usage: "doctor",
    summary: "check this host and say what mends what is wrong",
    about: "Checks this host: Whisper build, model, recordings, edge.",
    examples: [["nightshift doctor", "after installing, and whenever something is odd"]],
    exits: ["ok", "failed"],
  }).action(() => doctor(cli.configPath()));
}

type Finding = { ok: boolean; what: string; detail: string };

/** `nightshift doctor`: every check, each with what to do when it fails; exit code 1 when one did. */
async function doctor(configPath: string): Promise<void> {
  const build = checkWhisperBuild(whisperPaths(), readHostCpu());
  const findings: Finding[] = [
    {
      ok: build.ok,
      what: "Whisper engine",
      detail: build.ok
        ? `compiled for ${build.record.cpu.model}, ${build.record.flags}`
        : build.message,
    },
  ];
  const config = await attempt("configuration", findings, () => {
    const loaded = loadConfig(configPath, process.env);
    return { value: loaded, detail: configPath };
  });
  if (config !== null) {
    const problem = modelProblem(config.whisper.model);
    findings.push({
      ok: problem === null,
      what: "Whisper model",
      detail: problem ?? config.whisper.model,
    });
    await attempt("recordings", findings, async () => {
      const { source } = config;
      if (source.kind !== "folder")
        return { value: 0, detail: "are looked for by ViciDial's database" };
      const { recordings, warnings } = await surveyFolder(source.folder);
      const detail = [`${recordings} in ${source.folder}`, ...warnings].join("\n");
      return { value: recordings, detail };
    });
    await attempt("edge", findings, async () => {
      const edge = createEdgeClient({
        ...config.edge,
        retries: 0,
        signal: AbortSignal.timeout(15_000),
      });
      try {
        const settings = await edge.settings();
        return {
          value: settings,
          detail: `${config.edge.url} knows this site as ${settings.site_id}`,
        };
      } finally {
        await edge.close();
      }
    });
  }
  for (const { ok, what, detail } of findings) {
    console.log(
      `${ok ? "ok  " : "FAIL"}  ${what.padEnd(16)}${detail.replaceAll("\n", `\n${" ".repeat(22)}`)}`,
    );
  }
  if (findings.some((finding) => !finding.ok)) process.exitCode = EXIT.failed;
}

async function attempt<Value>(
  what: string,
  findings: Finding[],
  check: () => { value: Value; detail: string } | Promise<{ value: Value; detail: string }>,
): Promise<Value | null> {
  try {
    const { value, detail } = await check();
    findings.push({ ok: true, what, detail });
    return value;
  } catch (error) {
    findings.push({
      ok: false,
      what,
      detail: error instanceof Error ? error.message : String(error),
    });
    return null;
  }
}
