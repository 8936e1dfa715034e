/** The agent sends a heartbeat every few minutes; after this long something is wrong with it or with the line. */
const SILENT_AFTER_MS = 15 * 60_000;

/** Whether the on-prem agent should have been heard since; an agent never heard is silent. */
export function isSilent(lastHeartbeatMs: number | null, nowMs: number): boolean {
  return lastHeartbeatMs === null || nowMs - lastHeartbeatMs > SILENT_AFTER_MS;
}
