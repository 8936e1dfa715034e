import { InvalidArgumentError, Option } from "commander";

import type { ModelListOptions } from "./actions/model-list.ts";
import type { ModelPullOptions } from "./actions/model-pull.ts";
import type { ModelRemoveOptions } from "./actions/model-remove.ts";
import type { ModelTuneOptions } from "./actions/model-tune.ts";
import type { ModelVerifyOptions } from "./actions/model-verify.ts";
import { addCommand, type Cli } from "./cli-command.ts";

const FOLDER = ["--folder <folder>", "where models lie (default: beside whisper.model)"] as const;

/** `nightshift model …`: commands of their own under one name. */
export function registerModel(cli: Cli): void {
  const program = addCommand(cli, {
    usage: "model",
    summary: "fetch, check and tune the Whisper models of this host",
    about:
      "A model is one file that turns speech into text: the larger, the more accurate and the slower. " +
      "docs/models.md says how to choose one for your hours and cores.",
    examples: [
      ["nightshift model list", "what there is, and what is here"],
      ["sudo nightshift model pull large-v3-turbo-q5_0", "the usual one"],
      ["sudo nightshift model tune --write", "how many workers, by measuring"],
    ],
    exits: ["ok", "failed", "configuration"],
  });
  const model: Cli = { program, configPath: cli.configPath };
  registerPull(model);
  registerList(model);
  registerVerify(model);
  registerRemove(model);
  registerTune(model);
}

function registerPull(cli: Cli): void {
  addCommand(cli, {
    usage: "pull <name>",
    summary: "download a model, check it and put it in place",
    about:
      "Fetches a published model over HTTPS from Hugging Face, or from `mirror` in [whisper]. A download that breaks goes on " +
      "where it ended, with the same command. Nothing stands under the model's name before its size, structure and SHA-256 " +
      "have been found right. HTTPS_PROXY and NO_PROXY are heeded. A host without a way out takes a copied file with --from.",
    examples: [
      ["sudo nightshift model pull large-v3-turbo-q5_0", "from Hugging Face"],
      [
        "sudo nightshift model pull small.en-q5_1 --from /media/usb/ggml-small.en-q5_1.bin",
        "copied",
      ],
      ["sudo nightshift model pull base.en --url https://mirror.example.com/whisper/", "a mirror"],
      [
        "sudo nightshift model pull ours --sha256 9f86d0… --from ./ours.bin",
        "a model of your own, in ggml format",
      ],
    ],
    exits: ["ok", "failed", "configuration", "alreadyRunning"],
  })
    .option("--from <file>", "copy this file instead of downloading, after the same checks")
    .addOption(
      new Option("--url <address>", "another server: a folder (with / at the end) or the file")
        .argParser(webAddress)
        .conflicts("from"),
    )
    .option("--sha256 <checksum>", "of a model that is in no list", checksum)
    .option(...FOLDER)
    .action(async (name: string, options: ModelPullOptions) => {
      const { modelPull } = await import("./actions/model-pull.ts");
      await modelPull(cli.configPath(), name, options);
    });
}

function registerList(cli: Cli): void {
  addCommand(cli, {
    usage: "list",
    summary: "published models, which are here, and which is in use",
    about:
      "Size, licence and state of each model, the memory a worker is expected to need with it, and its speed on this host " +
      "where `nightshift model tune` has measured it. It only reads.",
    examples: [
      ["nightshift model list", "for people"],
      ["nightshift model list --json", "for scripts, with checksums"],
    ],
    exits: ["ok", "configuration"],
  })
    .option("--json", "print one JSON object")
    .option(...FOLDER)
    .action(async (options: ModelListOptions) => {
      const { modelList } = await import("./actions/model-list.ts");
      modelList(cli.configPath(), options);
    });
}

function registerVerify(cli: Cli): void {
  addCommand(cli, {
    usage: "verify [names...]",
    summary: "check models to the last byte",
    about:
      "Structure, size and SHA-256 of these models, of all that are here without a name. Published models are compared with " +
      "the list, others with the checksum of the first time they were looked at.",
    examples: [
      ["sudo nightshift model verify", "all of them"],
      ["sudo nightshift model verify base.en", "one"],
    ],
    exits: ["ok", "failed", "configuration"],
  })
    .option(...FOLDER)
    .action(async (names: string[], options: ModelVerifyOptions) => {
      const { modelVerify } = await import("./actions/model-verify.ts");
      await modelVerify(cli.configPath(), names, options);
    });
}

function registerRemove(cli: Cli): void {
  addCommand(cli, {
    usage: "remove <name>",
    summary: "delete a model, or what is left of a broken download",
    about: "The model that the configuration names stays, unless --force is given.",
    examples: [["sudo nightshift model remove base.en", "frees its room"]],
    exits: ["ok", "failed", "configuration"],
  })
    .option("--force", "also the model in use")
    .option(...FOLDER)
    .action(async (name: string, options: ModelRemoveOptions) => {
      const { modelRemove } = await import("./actions/model-remove.ts");
      modelRemove(cli.configPath(), name, options);
    });
}

function registerTune(cli: Cli): void {
  addCommand(cli, {
    usage: "tune",
    summary: "measure how many workers with how many threads are fastest here",
    about:
      "Tries the ways in which this host's cores for transcription divide into workers and threads, with real workers, " +
      "pinned and at idle priority as at night, and says which gets through a night's calls first, the loading of the model " +
      "included. It listens to some of the site's latest recordings, or to a sample that comes with the program, and keeps " +
      "nothing of it. It does not run beside the night, nor while production needs the host.",
    examples: [
      ["sudo nightshift model tune", "measure, and change nothing"],
      ["sudo nightshift model tune --write", "and write the best into the configuration"],
      ["sudo nightshift model tune --minutes 3 --model FILE", "shorter, another model"],
    ],
    exits: ["ok", "failed", "configuration", "alreadyRunning"],
  })
    .option("--write", "set whisper.workers and whisper.threads, and keep a copy of the file")
    .option("--minutes <minutes>", "at most so long", minutes, 10)
    .option("--model <file>", "another model than the configuration's")
    .option("--audio <file>", "a recording to measure with")
    .option("--json", "print the figures as one JSON object")
    .action(async (options: ModelTuneOptions) => {
      const { modelTune } = await import("./actions/model-tune.ts");
      await modelTune(cli.configPath(), options);
    });
}

function webAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("It must begin with https:// (or http:// inside your network).");
}

function checksum(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    "A SHA-256 has 64 characters of 0-9 and a-f; sha256sum prints it.",
  );
}

function minutes(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 240) return value;
  throw new InvalidArgumentError("It must be a number of minutes up to 240.");
}
