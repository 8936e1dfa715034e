import { AGENT_VERSION } from "../../agent-version.ts";
import { loadConfig } from "../../config/load-config.ts";
import { openForReading } from "../../queue/open-existing.ts";
import { composeStatus } from "../../status/compose-status.ts";
import { renderStatus } from "../../status/render-status.ts";
import { statusSchema } from "../../status/status-schema.ts";
import { jsonForTerminal } from "../../status/text-for-terminal.ts";

const DEFAULT_WIDTH = 100;
const MAX_WIDTH = 120;

export function status(configPath: string, asJson: boolean): void {
  const { stateFolder, minFreeBytes, site, night, whisper } = loadConfig(configPath, process.env);
  const db = openForReading(stateFolder);
  try {
    const { language } = whisper;
    const facts = {
      siteId: site.id,
      timeZone: site.timeZone,
      stateFolder,
      minFreeBytes,
      night,
      language,
      agentVersion: AGENT_VERSION,
    };
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
