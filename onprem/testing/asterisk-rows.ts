import type { Connection } from "mysql2/promise";

import { wallTimeAt } from "#shared/time/site-time.ts";

/*
 * Rows as ViciDial writes them. `at` is always the instant in epoch seconds; the wall-clock columns are derived from it, as
 * the web server of a centre in `timeZone` would.
 */

type Values = Record<string, string | number | null>;

export type RecordingRow = {
  id?: number;
  user: string | null;
  at: number;
  /** Seconds; null: the stop was missed or the call goes on. */
  length?: number | null;
  leadId?: number | null;
  vicidialId?: string | null;
  filename?: string;
  location?: string | null;
  serverIp?: string;
  extension?: string;
  archived?: boolean;
};

export type CallRow = {
  leadId: number;
  user: string;
  at: number;
  length?: number;
  status?: string;
  uniqueid: string;
  archived?: boolean;
};

/** Writes rows of ViciDial's tables through `connection`, whose database is ViciDial's. */
export function asteriskRows(connection: Connection, timeZone: string) {
  const insert = async (table: string, values: Values): Promise<number> => {
    const [result] = await connection.query("INSERT INTO ?? SET ?", [table, values]);
    return "insertId" in result ? result.insertId : 0;
  };
  const wallClock = (epoch: number) => {
    const { year, month, day, hour, minute, second } = wallTimeAt(epoch * 1000, timeZone);
    const two = (value: number) => String(value).padStart(2, "0");
    return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
  };
  const span = (at: number, length: number | null) => ({
    start_epoch: at,
    end_epoch: length === null ? null : at + length,
    length_in_sec: length,
  });

  return {
    insert,
    wallClock,

    /** A person who takes calls; passwords are there to be protected. */
    agent: (user: string, fullName: string | null) =>
      insert("vicidial_users", {
        user,
        full_name: fullName,
        pass: "agent-secret",
        pass_hash: "hash-secret",
        phone_pass: "phone-secret",
      }),

    /** A recording; returns its recording_id. */
    recording: (row: RecordingRow) => {
      const { length = 120, filename = `${wallClock(row.at).replaceAll(/\D/g, "")}_5550100` } = row;
      const serverIp = row.serverIp ?? "10.0.0.5";
      return insert(row.archived ? "recording_log_archive" : "recording_log", {
        ...(row.id === undefined ? {} : { recording_id: row.id }),
        channel: "Local/58600051@default",
        server_ip: serverIp,
        extension: row.extension ?? "8600051",
        start_time: wallClock(row.at),
        end_time: length === null ? null : wallClock(row.at + length),
        ...span(row.at, length),
        filename,
        location:
          row.location === undefined
            ? `http://${serverIp}/RECORDINGS/${filename}-all.wav`
            : row.location,
        lead_id: row.leadId === undefined ? 501 : row.leadId,
        user: row.user,
        vicidial_id: row.vicidialId ?? null,
      });
    },

    /** A leg of a call in an in-group; returns its closecallid. */
    inboundCall: (row: CallRow & { inGroup: string; xfercallid?: number }) =>
      insert(row.archived ? "vicidial_closer_log_archive" : "vicidial_closer_log", {
        lead_id: row.leadId,
        campaign_id: row.inGroup,
        call_date: wallClock(row.at),
        ...span(row.at, row.length ?? 120),
        status: row.status ?? "SALE",
        user: row.user,
        uniqueid: row.uniqueid,
        phone_number: "5550100",
        xfercallid: row.xfercallid ?? 0,
      }),

    /** A call that a campaign dialled. */
    outboundCall: (row: CallRow & { campaign: string }) =>
      insert(row.archived ? "vicidial_log_archive" : "vicidial_log", {
        uniqueid: row.uniqueid,
        lead_id: row.leadId,
        campaign_id: row.campaign,
        call_date: wallClock(row.at),
        ...span(row.at, row.length ?? 120),
        status: row.status ?? "SALE",
        user: row.user,
        phone_number: "5550100",
      }),

    /** A fronter's hand-over to a closer; returns its xfercallid. */
    transfer: (row: {
      leadId: number;
      at: number;
      fronter: string;
      closer: string;
      frontUniqueid: string;
      closeUniqueid: string;
    }) =>
      insert("vicidial_xfer_log", {
        lead_id: row.leadId,
        call_date: wallClock(row.at),
        user: row.fronter,
        closer: row.closer,
        front_uniqueid: row.frontUniqueid,
        close_uniqueid: row.closeUniqueid,
      }),

    /** A call that came in on a dialled number. */
    didCall: (row: { uniqueid: string; at: number; did: string }) =>
      insert("vicidial_did_log", {
        uniqueid: row.uniqueid,
        channel: "SIP/trunk-1",
        server_ip: "10.0.0.5",
        extension: row.did,
        call_date: wallClock(row.at),
      }),

    systemStatus: (status: string) => insert("vicidial_statuses", { status, status_name: status }),
    campaignStatus: (status: string, campaign: string) =>
      insert("vicidial_campaign_statuses", { status, campaign_id: campaign, status_name: status }),

    /** A lead is deleted, and its recordings are to go (GDPR). */
    deletion: (recordingId: number, at: number) =>
      insert("recording_log_deletion_queue", {
        recording_id: recordingId,
        date_queued: wallClock(at),
      }),
  };
}
