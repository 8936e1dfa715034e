import { ConfigError } from "../config/load-config.ts";

/**
 * Lets a command that root started continue as the user of the services, so that what it writes stays theirs, and so that
 * it sees what they see. Does nothing for anybody else, or when no user is named. Throws ConfigError.
 */
export function becomeServiceUser(user: string | undefined): void {
  if (user === undefined || process.geteuid?.() !== 0) return;
  try {
    process.umask(0o027);
    // Node has it; its types do not.
    if ("initgroups" in process && typeof process.initgroups === "function") {
      process.initgroups(user, user);
    }
    process.setgid?.(user);
    process.setuid?.(user);
  } catch {
    throw new ConfigError(
      `The user ${user} does not exist on this host. Run \`sudo nightshift install\`, which creates it.`,
    );
  }
}
