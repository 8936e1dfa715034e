import mysql from "mysql2/promise";

import type { TestMariaDb } from "./mariadb.ts";

/*
 * ViciDial's tables as its own MySQL_AST_CREATE_tables.sql makes them: engines, keys and column types, columns that neither
 * Nightshift nor its tests look at left out. There is no InnoDB among them.
 */

const recordingLog = (keys: string) => `
  recording_id INT(10) UNSIGNED NOT NULL AUTO_INCREMENT, channel VARCHAR(100), server_ip VARCHAR(15),
  extension VARCHAR(100), start_time DATETIME, start_epoch INT(10) UNSIGNED, end_time DATETIME,
  end_epoch INT(10) UNSIGNED, length_in_sec MEDIUMINT(8) UNSIGNED, length_in_min DOUBLE(8,2), filename VARCHAR(100),
  location VARCHAR(255), lead_id INT(9) UNSIGNED, user VARCHAR(20), vicidial_id VARCHAR(20),
  ${keys}, KEY (filename), KEY (lead_id), KEY (user), KEY (vicidial_id)`;

const closerLog = `
  closecallid INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, lead_id INT(9) UNSIGNED NOT NULL,
  list_id BIGINT(14) UNSIGNED, campaign_id VARCHAR(20), call_date DATETIME, start_epoch INT(10) UNSIGNED,
  end_epoch INT(10) UNSIGNED, length_in_sec INT(10), status VARCHAR(6), phone_code VARCHAR(10), phone_number VARCHAR(18),
  user VARCHAR(20), comments VARCHAR(255), queue_seconds DECIMAL(7,2) DEFAULT '0', user_group VARCHAR(20),
  xfercallid INT(9) UNSIGNED, term_reason ENUM('CALLER','AGENT','QUEUETIMEOUT','ABANDON','NONE') DEFAULT 'NONE',
  uniqueid VARCHAR(20) NOT NULL DEFAULT '',
  KEY (lead_id), KEY (call_date), KEY (campaign_id), KEY (uniqueid), KEY (phone_number), KEY date_user (call_date, user)`;

const vicidialLog = `
  uniqueid VARCHAR(20) NOT NULL PRIMARY KEY, lead_id INT(9) UNSIGNED NOT NULL, list_id BIGINT(14) UNSIGNED,
  campaign_id VARCHAR(8), call_date DATETIME, start_epoch INT(10) UNSIGNED, end_epoch INT(10) UNSIGNED,
  length_in_sec INT(10), status VARCHAR(6), phone_code VARCHAR(10), phone_number VARCHAR(18), user VARCHAR(20),
  comments VARCHAR(255), user_group VARCHAR(20),
  term_reason ENUM('CALLER','AGENT','QUEUETIMEOUT','ABANDON','NONE') DEFAULT 'NONE', alt_dial VARCHAR(6) DEFAULT 'NONE',
  KEY (lead_id), KEY (call_date)`;

const xferLog = `
  xfercallid INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, lead_id INT(9) UNSIGNED NOT NULL,
  campaign_id VARCHAR(20), call_date DATETIME, phone_number VARCHAR(18), user VARCHAR(20), closer VARCHAR(20),
  front_uniqueid VARCHAR(50) DEFAULT '', close_uniqueid VARCHAR(50) DEFAULT '',
  KEY (lead_id), KEY (call_date), KEY date_closer (call_date, closer)`;

const didLog = `
  uniqueid VARCHAR(20) NOT NULL, channel VARCHAR(100) NOT NULL, server_ip VARCHAR(15) NOT NULL,
  caller_id_number VARCHAR(18), caller_id_name VARCHAR(20), extension VARCHAR(100), call_date DATETIME,
  did_id VARCHAR(9) DEFAULT '', did_route VARCHAR(20) DEFAULT '',
  KEY (uniqueid), KEY (caller_id_number), KEY (extension), KEY (call_date)`;

const statusFlags = `
  status_name VARCHAR(30), selectable ENUM('Y','N'), human_answered ENUM('Y','N') DEFAULT 'N',
  sale ENUM('Y','N') DEFAULT 'N', dnc ENUM('Y','N') DEFAULT 'N', customer_contact ENUM('Y','N') DEFAULT 'N',
  not_interested ENUM('Y','N') DEFAULT 'N', callback ENUM('Y','N') DEFAULT 'N', completed ENUM('Y','N') DEFAULT 'N',
  answering_machine ENUM('Y','N') DEFAULT 'N'`;

const MYISAM_TABLES: Record<string, string> = {
  recording_log: recordingLog("PRIMARY KEY (recording_id)"),
  recording_log_archive: recordingLog("UNIQUE KEY recording_id (recording_id)"),
  recording_log_stereo: `
    recording_id INT(10) UNSIGNED NOT NULL PRIMARY KEY, server_ip VARCHAR(15), start_time DATETIME, end_time DATETIME,
    length_in_sec MEDIUMINT(8) UNSIGNED, filename VARCHAR(100), lead_id INT(9) UNSIGNED, options VARCHAR(100),
    processing_log TEXT, KEY (filename), KEY (lead_id), KEY (start_time)`,
  recording_log_deletion_queue: `
    recording_id INT(9) UNSIGNED NOT NULL PRIMARY KEY, lead_id INT(10) UNSIGNED, filename VARCHAR(100),
    location VARCHAR(255), date_queued DATETIME, date_deleted DATETIME, KEY (date_deleted)`,
  gateway_recording_log: `
    gateway_recording_id INT(10) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, recording_log_id INT(10) UNSIGNED DEFAULT 0,
    call_direction ENUM('INBOUND','OUTBOUND','NA') DEFAULT 'NA', call_id VARCHAR(40) DEFAULT '', lead_id INT(9) UNSIGNED,
    uniqueid VARCHAR(20) NOT NULL, server_ip VARCHAR(15), caller_id_number VARCHAR(18), extension VARCHAR(100),
    start_time DATETIME, end_time DATETIME, length_in_sec MEDIUMINT(8) UNSIGNED DEFAULT 0, filename VARCHAR(100),
    location VARCHAR(255), KEY (start_time), KEY (call_id), KEY (lead_id)`,
  vicidial_closer_log: closerLog,
  vicidial_closer_log_archive: closerLog,
  vicidial_log: vicidialLog,
  vicidial_log_archive: vicidialLog,
  vicidial_xfer_log: xferLog,
  vicidial_xfer_log_archive: xferLog,
  vicidial_did_log: didLog,
  vicidial_did_log_archive: didLog,
  call_log: `
    uniqueid VARCHAR(20) NOT NULL PRIMARY KEY, channel VARCHAR(100), server_ip VARCHAR(15), extension VARCHAR(100),
    number_dialed VARCHAR(15), caller_code VARCHAR(20), start_time DATETIME, start_epoch INT(10), end_epoch INT(10),
    length_in_sec INT(10), KEY (caller_code), KEY (server_ip), KEY (channel)`,
  vicidial_agent_log: `
    agent_log_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, user VARCHAR(20), server_ip VARCHAR(15) NOT NULL,
    event_time DATETIME, lead_id INT(9) UNSIGNED, campaign_id VARCHAR(8), talk_epoch INT(10) UNSIGNED,
    talk_sec SMALLINT(5) UNSIGNED DEFAULT 0, dispo_sec SMALLINT(5) UNSIGNED DEFAULT 0, status VARCHAR(6),
    user_group VARCHAR(20), sub_status VARCHAR(6), uniqueid VARCHAR(20) DEFAULT '',
    KEY (lead_id), KEY (user), KEY (event_time), KEY time_user (event_time, user)`,
  vicidial_users: `
    user_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, user VARCHAR(20) NOT NULL, pass VARCHAR(100) NOT NULL,
    full_name VARCHAR(50), user_level TINYINT(3) UNSIGNED DEFAULT 1, user_group VARCHAR(20), phone_login VARCHAR(20),
    phone_pass VARCHAR(100), active ENUM('Y','N') DEFAULT 'Y', pass_hash VARCHAR(500) DEFAULT '', UNIQUE KEY (user)`,
  vicidial_user_groups: "user_group VARCHAR(20) NOT NULL, group_name VARCHAR(40) NOT NULL",
  vicidial_inbound_groups: `
    group_id VARCHAR(20) NOT NULL PRIMARY KEY, group_name VARCHAR(30), active ENUM('Y','N'),
    ingroup_recording_override ENUM('DISABLED','NEVER','ONDEMAND','ALLCALLS','ALLFORCE') DEFAULT 'DISABLED',
    stereo_recording VARCHAR(30) DEFAULT 'DISABLED'`,
  vicidial_campaigns: `
    campaign_id VARCHAR(8) NOT NULL PRIMARY KEY, campaign_name VARCHAR(40), active ENUM('Y','N'),
    campaign_recording ENUM('NEVER','ONDEMAND','ALLCALLS','ALLFORCE') DEFAULT 'ONDEMAND',
    campaign_rec_filename VARCHAR(50) DEFAULT 'FULLDATE_CUSTPHONE', stereo_recording VARCHAR(30) DEFAULT 'DISABLED'`,
  vicidial_statuses: `status VARCHAR(6) NOT NULL PRIMARY KEY, ${statusFlags}`,
  vicidial_campaign_statuses: `
    status VARCHAR(6) NOT NULL, campaign_id VARCHAR(20), ${statusFlags},
    KEY (campaign_id), UNIQUE KEY vicidial_campaign_statuses_key (status, campaign_id)`,
  vicidial_list: `
    lead_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, status VARCHAR(6), user VARCHAR(20),
    vendor_lead_code VARCHAR(20), list_id BIGINT(14) UNSIGNED NOT NULL DEFAULT 0, phone_number VARCHAR(18) NOT NULL,
    first_name VARCHAR(30), last_name VARCHAR(30), email VARCHAR(70), comments VARCHAR(255), KEY (phone_number)`,
  servers: `
    server_id VARCHAR(10) NOT NULL, server_description VARCHAR(255), server_ip VARCHAR(15) NOT NULL, active ENUM('Y','N'),
    telnet_port INT(5) NOT NULL DEFAULT 5038, ASTmgrUSERNAME VARCHAR(20) NOT NULL DEFAULT 'cron',
    ASTmgrSECRET VARCHAR(20) NOT NULL DEFAULT '1234', local_gmt VARCHAR(6) DEFAULT '-5.00',
    recording_web_link ENUM('SERVER_IP','ALT_IP','EXTERNAL_IP') DEFAULT 'SERVER_IP', alt_server_ip VARCHAR(100) DEFAULT '',
    external_server_ip VARCHAR(100) DEFAULT '', vicidial_recording_limit MEDIUMINT(8) DEFAULT 60,
    conf_secret VARCHAR(100) DEFAULT 'test', conf_engine ENUM('MEETME','CONFBRIDGE') DEFAULT 'MEETME',
    UNIQUE KEY server_id (server_id)`,
  system_settings:
    "version VARCHAR(50), db_schema_version INT(8) UNSIGNED, allow_custom_dialplan ENUM('0','1') DEFAULT '0'",
};

/** What ViciDial's live screens read and write all the time: nobody else may touch them. */
const MEMORY_TABLES: Record<string, string> = {
  vicidial_live_agents: `
    live_agent_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, user VARCHAR(20), server_ip VARCHAR(15) NOT NULL,
    status ENUM('READY','QUEUE','INCALL','PAUSED','CLOSER','MQUEUE') DEFAULT 'PAUSED', lead_id INT(9) UNSIGNED NOT NULL`,
  vicidial_auto_calls: `
    auto_call_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, server_ip VARCHAR(15) NOT NULL,
    campaign_id VARCHAR(20), lead_id INT(9) UNSIGNED NOT NULL, uniqueid VARCHAR(20)`,
  vicidial_hopper: `
    hopper_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, lead_id INT(9) UNSIGNED NOT NULL,
    campaign_id VARCHAR(8), status ENUM('READY','QUEUE','INCALL','DONE') DEFAULT 'READY'`,
};

/** Creates ViciDial's database afresh, without a row in it. */
export async function createAsterisk(server: TestMariaDb, name = "asterisk"): Promise<void> {
  const connection = await server.connect();
  const database = mysql.escapeId(name, true);
  await connection.query(`DROP DATABASE IF EXISTS ${database}`);
  await connection.query(
    `CREATE DATABASE ${database} CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci`,
  );
  for (const [engine, tables] of [
    ["MyISAM", MYISAM_TABLES],
    ["MEMORY", MEMORY_TABLES],
  ] as const) {
    for (const [table, columns] of Object.entries(tables)) {
      await connection.query(`CREATE TABLE ${database}.${table} (${columns}) ENGINE=${engine}`);
    }
  }
  await connection.end();
}
