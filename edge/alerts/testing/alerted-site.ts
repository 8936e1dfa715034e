import { env } from "cloudflare:workers";

import { DEFAULT_ALERT_SETTINGS, type AlertSettings } from "#shared/contracts/alerts.ts";
import type { Heartbeat } from "#shared/contracts/heartbeat.ts";

import { openDatabase } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { letterSchema, type Letter } from "../../sending/letter.ts";
import { STAND_IN } from "../../testing/message-server/message-server.ts";
import { rows } from "../../testing/table-rows.ts";
import { planMessages } from "../plan-messages.ts";

/** Gives a site alerts, with an e-mail channel for everything; it is reported on days, and weeks, after those in `through`. */
export async function seedAlerts(
  siteId: string,
  settings: Partial<AlertSettings> = {},
  through: { day?: string; week?: string } = {},
): Promise<void> {
  const { day = "2026-11-01", week = "2026-12-27" } = through;
  const stored: AlertSettings = {
    ...DEFAULT_ALERT_SETTINGS,
    public_url: "https://qa.nordwind.example",
    sender: `Nightshift <qa@${STAND_IN.domain}>`,
    ...settings,
  };
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO site_alerts (site_id, settings, digest_through, week_through) VALUES (?1, ?2, ?3, ?4)",
    ).bind(siteId, JSON.stringify(stored), day, week),
    env.DB.prepare(
      `INSERT INTO alert_channel (id, site_id, kind, label, address, topics, created_at)
       VALUES (?1, ?2, 'email', 'Owner', 'owner@nordwind.example', '["daily","weekly","alerts"]', 0)`,
    ).bind(`mail-${siteId}`, siteId),
    env.DB.prepare("INSERT OR REPLACE INTO alert_cursor (name, place) VALUES ('auto_fail', 0)"),
  ]);
}

/** Plans what is due at an instant, of one site; calls are judged as the bindings say. */
export function planAt(
  nowMs: number,
  bindings: Partial<Env> = { SCORING_PROVIDERS: "rules" },
): Promise<number> {
  let asked = 0;
  const hasRoom = () => (asked += 1) <= 2;
  return planMessages(openDatabase(env.DB), { ...env, ...bindings }, nowMs, hasRoom);
}

/** The letters that were planned, in order. */
export async function letters(kind?: string): Promise<Letter[]> {
  const found = await rows("SELECT kind, letter FROM message ORDER BY rowid");
  return found
    .filter((row) => kind === undefined || row["kind"] === kind)
    .map(({ letter }) => letterSchema.parse(JSON.parse(String(letter))));
}

/** Everything that a letter says in its parts, as one text. */
export function saidIn(letter: Letter | undefined): string {
  return JSON.stringify(letter?.parts ?? []);
}

/** Stores a heartbeat as if it came at an instant. */
export async function hear(
  siteId: string,
  atMs: number,
  differences: Partial<Heartbeat> = {},
): Promise<void> {
  const heartbeat: Heartbeat = {
    site_id: siteId,
    agent_version: "0.1.0",
    host: "vici1",
    sent_at: new Date(atMs).toISOString(),
    queue: {},
    outbox_depth: 0,
    model: "large-v3-turbo-q5_0",
    disk_free_bytes: 80e9,
    last_run: null,
    ...differences,
  };
  await env.DB.prepare("INSERT OR REPLACE INTO agent_heartbeat VALUES (?, ?, ?)")
    .bind(siteId, atMs, JSON.stringify(heartbeat))
    .run();
}
