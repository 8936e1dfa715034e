import { parseArgs } from "node:util";

import { release, ReleaseError } from "./release/release.ts";

const HELP = `Makes a release of what is checked out:  npm run release -- X.Y.Z [--dry-run]

Checks that main is checked out and clean, that CHANGELOG.md has something to say under [Unreleased] and that the tests pass;
records what this version's agents say and which migrations it has; sets the version, commits, tags, and packs the agent.
Nothing is pushed.

  --dry-run      check all of it and change nothing
  --skip-tests   for a commit on which they passed already`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    "skip-tests": { type: "boolean", default: false },
  },
});
const [version] = positionals;
if (values.help || version === undefined) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    await release(version, {
      dryRun: values["dry-run"],
      skipTests: values["skip-tests"],
      say: (line) => console.log(line),
      today: new Date(),
    });
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    console.error(`release: ${error.message}`);
    process.exitCode = 1;
  }
}
