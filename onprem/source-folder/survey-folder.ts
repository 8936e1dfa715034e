import { userInfo } from "node:os";

import { walkFolder } from "./walk-folder.ts";
import { createWarningBook } from "./warning-book.ts";

/** Counts the recordings in a folder and says what cannot be looked into. Throws SourceError when the folder cannot be read. */
export async function surveyFolder(
  folder: string,
): Promise<{ recordings: number; warnings: string[] }> {
  const warnings = createWarningBook();
  let recordings = 0;
  for await (const { paths } of walkFolder(folder, userInfo().username, warnings)) {
    recordings += paths.length;
  }
  return { recordings, warnings: warnings.take() };
}
