import { basename } from "node:path";

import type { Heartbeat } from "#shared/contracts/heartbeat.ts";

import { composeHeartbeat } from "../outbox/heartbeat.ts";
import { versionAdvice } from "../outbox/version-advice.ts";
import { rememberSettings } from "../queue/remembered-settings.ts";
import type { Step } from "./poll-loop.ts";
import { readStageHealth } from "./stage-health.ts";
import type { WatchContext } from "./watch-context.ts";

/** How long the edge's settings for the site are good for; the night asks for them itself when it can. */
const SETTINGS_FRESH_MS = 15 * 60_000;

/** Tells the edge how the agent is, and now and then takes its settings along for a night without it. */
export function createHeartbeatStep(context: WatchContext): Step {
  const { db, edge, config, log, now, agentVersion } = context;
  let settingsAt = Number.NEGATIVE_INFINITY;
  let isShort = false;
  let toldOfVersion: string | null = null;
  return async () => {
    const heartbeat = await ownHeartbeat(context);
    const free = heartbeat.disk_free_bytes;
    if (free !== null && free < config.minFreeBytes !== isShort) {
      isShort = !isShort;
      if (isShort) {
        log.error(
          { event: "disk_nearly_full", disk_free_bytes: free },
          "the disk is nearly full (state.min_free_mb): nothing new is transcribed before there is room",
        );
      } else {
        log.info({ event: "disk_has_room", disk_free_bytes: free }, "the disk has room again");
      }
    }
    await edge.sendHeartbeat(heartbeat);
    const sinceSettings = now() - settingsAt;
    if (sinceSettings >= 0 && sinceSettings < SETTINGS_FRESH_MS) return;
    const settings = await edge.settings();
    rememberSettings(db, settings);
    settingsAt = now();
    const advice = versionAdvice(agentVersion, settings.agent_versions);
    if (advice !== null && advice.detail !== toldOfVersion) {
      const fields = { event: `agent_${advice.kind}`, agent_version: agentVersion };
      log.warn(fields, `${advice.detail}: ${advice.mend}`);
    }
    toldOfVersion = advice?.detail ?? null;
  };
}

/** What `watch` tells the edge of itself. */
export function ownHeartbeat({
  db,
  config,
  agentVersion,
  host,
  startedAt,
  now,
}: WatchContext): Promise<Heartbeat> {
  const { error } = readStageHealth(db, "look");
  return composeHeartbeat(
    db,
    {
      siteId: config.site.id,
      agentVersion,
      host,
      model: basename(config.whisper.model),
      stateFolder: config.stateFolder,
      watchingSince: startedAt,
      sourceError: error === null ? null : { code: error.code, since: error.since },
    },
    now(),
  );
}
