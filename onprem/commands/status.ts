import { loadConfig } from "../config/load-config.ts";
import { openForReading } from "../queue/open-existing.ts";
import { composeStatus } from "../status/compose-status.ts";
import { renderStatus } from "../status/render-status.ts";
import { statusSchema } from "../status/status-schema.ts";
import { jsonForTerminal } from "../status/text-for-terminal.ts";
import { addCommand, type Cli } from "./cli-command.ts";

const DEFAULT_WIDTH = 100;
const MAX_WIDTH = 120;

export function registerStatus(cli: Cli): void {
  addCommand(cli, {
    usage: "status",
    summary: "how the queue, the last night and the sending stand",
    about:
      "How many recordings are in which state and why, how the last run went and how fast, how long the backlog will take, " +
      "when the guard paused the work for production's sake, what waits to be sent, and the disk. " +
      "It only reads, so it may be called at any time. With --json the same as one object, whose fields stay.",
    examples: [
      ["nightshift status", "for people"],
      ["nightshift status --json | jq .backlog.nights", "for scripts"],
      ["watch -n 10 nightshift status", "follow a run"],
    ],
    exits: ["ok", "failed", "configuration"],
  })
    .option("--json", "print one JSON object")
    .action((options: { json?: true }) => status(cli.configPath(), options.json ?? false));
}

function status(configPath: string, asJson: boolean): void {
  const { stateFolder, minFreeBytes, site, night } = loadConfig(configPath, process.env);
  const db = openForReading(stateFolder);
  try {
    const facts = { siteId: site.id, timeZone: site.timeZone, stateFolder, minFreeBytes, night };
    const read = composeStatus(db, facts, Date.now());
    if (asJson) {
      console.log(jsonForTerminal(statusSchema.parse(read)));
      return;
    }
    const width = Math.min(process.stdout.columns ?? DEFAULT_WIDTH, MAX_WIDTH);
    for (const line of renderStatus(read, width)) console.log(line);
  } finally {
    db.close();
  }
}
