import { isThisMachine, SERVICE_USER, type Layout } from "./layout.ts";
import type { HostTools } from "./run-tool.ts";
import type { Ownership } from "./steps/file-steps.ts";
import { ownerOf } from "./steps/service-user-step.ts";

/** Who may do what with the files of an installation. */
export type Ownerships = {
  /** For everybody to read: program, units, command. */
  publicFolder: Ownership;
  publicFile: Ownership;
  command: Ownership;
  /** Seen by the service, changed by root alone. */
  configFolder: Ownership;
  dataFolder: Ownership;
  /** The service's own: state, transcripts, models. */
  serviceFolder: Ownership;
  serviceFile: Ownership;
  /** Read by the service alone: configuration and secrets. Its unit shows it /etc read-only. */
  secretFile: Ownership;
};

export function ownerships(layout: Layout, tools: HostTools): Ownerships {
  const real = isThisMachine(layout);
  const root = real ? () => ({ uid: 0, gid: 0 }) : null;
  const service = real ? () => ownerOf(tools) : null;
  const rootForService = real
    ? () => {
        const owner = ownerOf(tools);
        return owner === null ? null : { uid: 0, gid: owner.gid };
      }
    : null;
  const named = (name: string) => (real ? name : "as it comes");
  const byRoot = { owner: root, ownerName: named("root:root") };
  const byService = { owner: service, ownerName: named(`${SERVICE_USER}:${SERVICE_USER}`) };
  const forService = { owner: rootForService, ownerName: named(`root:${SERVICE_USER}`) };
  return {
    publicFolder: { mode: 0o755, ...byRoot },
    publicFile: { mode: 0o644, ...byRoot },
    command: { mode: 0o755, ...byRoot },
    configFolder: { mode: 0o750, ...forService },
    dataFolder: { mode: 0o750, ...forService },
    serviceFolder: { mode: 0o750, ...byService },
    serviceFile: { mode: 0o640, ...byService },
    secretFile: { mode: 0o600, ...byService },
  };
}
