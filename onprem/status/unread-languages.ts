import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { rememberedSettings } from "../queue/remembered-settings.ts";
import { hasLexicon } from "../redaction/lexicons.ts";

/** A language in which only numbers written in figures are taken out of transcripts, and how it is known to be spoken. */
export type UnreadLanguage = { language: string; where: string[] };

/** So many of the latest transcripts say what is really spoken. */
const TRANSCRIPTS_LOOKED_AT = 300;
/** Recognised from each call, or not recognised: the transcripts tell. */
const NO_LANGUAGE = ["auto", "und"];

/**
 * The languages of the site's calls whose words for numbers are not known: as the edge says for the site and its campaigns, as the
 * configuration says as long as the edge never did, and as the latest calls were. `db` is null while there is no queue.
 */
export function unreadLanguages(db: DatabaseSync | null, configured: string): UnreadLanguage[] {
  const settings = db === null ? null : rememberedSettings(db);
  const named = [
    settings === null
      ? { language: configured, where: "the configuration" }
      : { language: settings.language, where: "the edge's settings" },
    ...(settings?.campaigns ?? []).flatMap(({ campaign_id, language }) =>
      language === null ? [] : [{ language, where: `campaign ${campaign_id}` }],
    ),
    ...(db === null ? [] : spokenLanguages(db)),
  ].filter(({ language }) => !NO_LANGUAGE.includes(language) && !hasLexicon(language));
  return [...Map.groupBy(named, ({ language }) => language)].map(([language, uses]) => ({
    language,
    where: uses.map(({ where }) => where),
  }));
}

const spokenSchema = z.array(z.object({ language: z.string(), calls: z.number() }));

function spokenLanguages(db: DatabaseSync): { language: string; where: string }[] {
  const spoken = db
    .prepare(`
      SELECT language, count(*) AS calls
        FROM (SELECT body->>'language' AS language FROM transcript ORDER BY rowid DESC LIMIT ?)
       GROUP BY language ORDER BY calls DESC
    `)
    .all(TRANSCRIPTS_LOOKED_AT);
  return spokenSchema
    .parse(spoken)
    .map(({ language, calls }) => ({ language, where: `${calls} of the latest calls` }));
}
