const UNRELEASED = "## [Unreleased]";

/** What stands under [Unreleased]; "" for nothing, null where there is no such heading. */
export function unreleasedNotes(changelog: string): string | null {
  const at = changelog.indexOf(`\n${UNRELEASED}\n`);
  if (at === -1) return null;
  const rest = changelog.slice(at + UNRELEASED.length + 2);
  const end = rest.indexOf("\n## ");
  return (end === -1 ? rest : rest.slice(0, end)).trim();
}

/** The changelog with its unreleased notes under a version and a day (YYYY-MM-DD), and an empty [Unreleased] above. */
export function withRelease(changelog: string, version: string, day: string): string {
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## [${version}] - ${day}`);
}
