import { onDisk, SERVICE_USER, type Layout } from "../layout.ts";
import type { Ownerships } from "../ownerships.ts";
import type { Step } from "../step.ts";
import { fileStep } from "./file-steps.ts";

/** `nightshift` on the path: the current release with its own Node and the installed configuration. */
export function commandStep(layout: Layout, { command }: Ownerships): Step {
  return fileStep(
    onDisk(layout, layout.command),
    "the command `nightshift`",
    () => commandText(layout),
    command,
  );
}

/** Root becomes the service user in cli.ts, save for installing: what root creates the service could not write. */
function commandText(layout: Layout): string {
  return `#!/bin/sh
# Written by \`nightshift install\`.
NIGHTSHIFT_CONFIG="\${NIGHTSHIFT_CONFIG:-${layout.config}}"
NIGHTSHIFT_SERVICE_USER=${SERVICE_USER}
export NIGHTSHIFT_CONFIG NIGHTSHIFT_SERVICE_USER
exec ${layout.current}/node_modules/node/bin/node ${layout.current}/onprem/cli.ts "$@"
`;
}
