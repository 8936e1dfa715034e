import { QueueVersionError } from "../queue/open-database.ts";
import { QueueUnusableError, openForReading } from "../queue/open-existing.ts";
import { unreadLanguages, type UnreadLanguage } from "../status/unread-languages.ts";
import { ok, warning, type Finding } from "./finding.ts";

/** Numbers that are spoken in the site's languages can be taken out of transcripts. */
export function checkLanguages(stateFolder: string, configured: string): Finding[] {
  const unread = unreadIn(stateFolder, configured);
  if (unread.length === 0) return [ok("numbers are read in every language that is known of")];
  return unread.map(({ language, where }) =>
    warning(
      `in ${language} (${where.join(", ")}) only numbers written in figures are taken out of transcripts: its words for numbers are not known`,
      "keep card numbers out of these recordings, for instance by pausing them; docs/transcription.md says what is known",
    ),
  );
}

/** Without a queue that can be read, the configuration alone tells. */
function unreadIn(stateFolder: string, configured: string): UnreadLanguage[] {
  try {
    const db = openForReading(stateFolder);
    try {
      return unreadLanguages(db, configured);
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof QueueUnusableError || error instanceof QueueVersionError)) throw error;
    return unreadLanguages(null, configured);
  }
}
