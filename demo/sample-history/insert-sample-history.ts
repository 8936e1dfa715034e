import { RECOUNT_ROLLUPS } from "../../edge/scoring/rollups/recount-rollups.ts";
import type { SampleHistory } from "./history-rows.ts";

/** The part of D1 that is needed here; `env.DB` and the tests' SQLite both offer it. */
export interface BulkStatement {
  bind(...values: (string | number)[]): BulkStatement;
  first(): Promise<unknown>;
}
export interface BulkDatabase {
  prepare(sql: string): BulkStatement;
  batch(statements: BulkStatement[]): Promise<unknown>;
}

/** D1 takes at most 2 MB in one parameter; characters may be up to three bytes. */
const MAX_CHUNK_CHARS = 600_000;

const CALL_COLUMNS = [
  "recording_id",
  "uniqueid",
  "agent_user",
  "agent_name",
  "campaign_id",
  "call_status",
  "started_at",
  "local_date",
  "duration_sec",
  "agent_state",
  "state_reason",
  "is_sample",
  "created_at",
  "updated_at",
] as const satisfies readonly (keyof SampleHistory["calls"][number])[];

const TRANSCRIPT_COLUMNS = [
  "recording_id",
  "version",
  "content_hash",
  "language",
  "model",
  "segments",
  "word_count",
  "audio_sec",
  "speech_sec",
  "transcription_sec",
  "redactions",
  "received_at",
] as const satisfies readonly (keyof SampleHistory["transcripts"][number])[];

const SCORE_COLUMNS = [
  "recording_id",
  "version",
  "is_current",
  "transcript_version",
  "scorecard_id",
  "scorecard_version",
  "provider",
  "model",
  "prompt_version",
  "agent_user",
  "campaign_id",
  "local_date",
  "is_sample",
  "total",
  "flagged",
  "flag_reason",
  "criteria",
  "auto_fails",
  "injections",
  "summary",
  "strengths",
  "improvements",
  "input_tokens",
  "output_tokens",
  "cost_usd",
  "latency_ms",
  "raw_answer",
  "created_at",
] as const satisfies readonly (keyof SampleHistory["scores"][number])[];

/**
 * Puts a sample history into a site's tables, in one batch of a dozen statements. The site must exist. Answers false,
 * and changes nothing, when the site already has sample calls.
 */
export async function insertSampleHistory(
  db: BulkDatabase,
  siteId: string,
  history: SampleHistory,
): Promise<boolean> {
  const present = await db
    .prepare(
      "select 1 as found from daily_stat where site_id = ?1 and local_date = '' and sample_calls > 0",
    )
    .bind(siteId)
    .first();
  if (present !== null) return false;

  const insert = <Row>(
    table: string,
    columns: readonly (keyof Row & string)[],
    rows: readonly Row[],
  ): BulkStatement[] => {
    const values = columns.map((column) => `value ->> '${column}'`).join(", ");
    const statement = db.prepare(
      `insert into ${table} (site_id, ${columns.join(", ")})
       select ?1, ${values} from json_each(?2)`,
    );
    return jsonChunks(rows).map((chunk) => statement.bind(siteId, chunk));
  };

  await db.batch([
    ...insert("call", CALL_COLUMNS, history.calls),
    ...insert("transcript", TRANSCRIPT_COLUMNS, history.transcripts),
    ...insert("score", SCORE_COLUMNS, history.scores),
    ...RECOUNT_ROLLUPS.map((sql) => db.prepare(sql).bind(siteId)),
  ]);
  return true;
}

/** The rows as JSON arrays, each short enough for one parameter. */
function jsonChunks(rows: readonly unknown[]): string[] {
  const chunks: string[][] = [];
  let room = 0;
  for (const row of rows) {
    const json = JSON.stringify(row);
    const current = chunks.at(-1);
    if (current === undefined || json.length > room) {
      chunks.push([json]);
      room = MAX_CHUNK_CHARS - json.length;
    } else {
      current.push(json);
      room -= json.length + 1;
    }
  }
  return chunks.map((chunk) => `[${chunk.join(",")}]`);
}
