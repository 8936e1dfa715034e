import { basename, join } from "node:path";

export const SERVICE_USER = "nightshift";
export const WATCH_UNIT = "nightshift-watch.service";
export const TRANSCRIBE_UNIT = "nightshift-transcribe.service";
export const TIMER_UNIT = "nightshift-transcribe.timer";
export const BACKUP_UNIT = "nightshift-backup.service";
export const BACKUP_TIMER_UNIT = "nightshift-backup.timer";
export const SLICE_UNIT = "nightshift.slice";
export const UNITS = [
  WATCH_UNIT,
  TRANSCRIBE_UNIT,
  TIMER_UNIT,
  BACKUP_UNIT,
  BACKUP_TIMER_UNIT,
  SLICE_UNIT,
] as const;
export type UnitName = (typeof UNITS)[number];

/** What an installed program's folder holds when it is complete; says that the code does not run from a checkout. */
export const RELEASE_MARK = ".nightshift-release.json";

/** Where an installation lies, as its own system sees the paths; `onDisk` puts the prefix of `--root` in front. */
export type Layout = {
  /** "/" or the prefix of an image that is being built. */
  root: string;
  program: string;
  releases: string;
  /** A link to the release that runs. */
  current: string;
  configFolder: string;
  config: string;
  siteToken: string;
  databasePassword: string;
  /**
   * Holds state, models and transcripts. Null where the owner gave them folders of his own: those are created when they are
   * missing, but neither their modes are changed nor are they ever removed.
   */
  data: string | null;
  state: string;
  models: string;
  transcripts: string;
  units: string;
  command: string;
};

/** `dataDisk` is a folder on another disk, such as the QA disk's mount point; null for /var/lib. */
export function layoutFor(root: string, dataDisk: string | null): Layout {
  const disk = dataDisk ?? "/var/lib";
  const data = basename(disk) === "nightshift" ? disk : join(disk, "nightshift");
  return {
    root,
    program: "/opt/nightshift",
    releases: "/opt/nightshift/releases",
    current: "/opt/nightshift/current",
    configFolder: "/etc/nightshift",
    config: "/etc/nightshift/nightshift.toml",
    siteToken: "/etc/nightshift/site-token",
    databasePassword: "/etc/nightshift/db-password",
    data,
    state: join(data, "state"),
    models: join(data, "models"),
    transcripts: join(data, "transcripts"),
    units: "/etc/systemd/system",
    command: "/usr/local/bin/nightshift",
  };
}

export function onDisk({ root }: Layout, path: string): string {
  return root === "/" ? path : join(root, path);
}

/** Whether this is the machine itself, not a folder that becomes one. */
export function isThisMachine({ root }: Layout): boolean {
  return root === "/";
}
