import { readFileSync } from "node:fs";

/** Changes with every start of the host, so that a lease from before a reboot is known to be void. */
export function readBootId(path = "/proc/sys/kernel/random/boot_id"): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "unknown";
  }
}
