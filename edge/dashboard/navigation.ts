import type { Role } from "#shared/contracts/people.ts";

export type Section =
  | "overview"
  | "agents"
  | "flagged"
  | "review"
  | "calibration"
  | "calls"
  | "trackers"
  | "agreement"
  | "scorecards"
  | "settings"
  | "disputes"
  | "coaching"
  | "me"
  | null;

export type Entry = {
  section: Exclude<Section, null>;
  href: string;
  name: string;
  roles: readonly Role[];
  /** Behind “More”: what is not opened every morning. */
  isMore?: true;
};

const STAFF: readonly Role[] = ["admin", "manager", "reviewer"];

const ENTRIES: readonly Entry[] = [
  { section: "overview", href: "/", name: "Overview", roles: STAFF },
  { section: "review", href: "/review", name: "Review", roles: STAFF },
  { section: "calls", href: "/calls", name: "Calls", roles: STAFF },
  { section: "agents", href: "/agents", name: "Agents", roles: STAFF },
  { section: "coaching", href: "/coaching", name: "Coaching", roles: STAFF },
  { section: "flagged", href: "/flagged", name: "Flagged calls", roles: STAFF, isMore: true },
  { section: "disputes", href: "/disputes", name: "Disputes", roles: STAFF, isMore: true },
  { section: "trackers", href: "/trackers", name: "Topics", roles: STAFF, isMore: true },
  { section: "calibration", href: "/calibration", name: "Calibration", roles: STAFF, isMore: true },
  { section: "agreement", href: "/agreement", name: "Agreement", roles: STAFF, isMore: true },
  { section: "scorecards", href: "/scorecards", name: "Scorecards", roles: STAFF, isMore: true },
  { section: "settings", href: "/settings", name: "Settings", roles: STAFF, isMore: true },
  { section: "me", href: "/me", name: "My calls", roles: ["agent"] },
  { section: "coaching", href: "/me/coaching", name: "Coaching", roles: ["agent"] },
];

/** Where somebody with this role may go; a token, which has none, reads what the staff reads. */
export function navigationFor(role: Role | null): { first: Entry[]; more: Entry[] } {
  const theirs = ENTRIES.filter(({ roles }) => roles.includes(role ?? "reviewer"));
  return {
    first: theirs.filter(({ isMore }) => isMore !== true),
    more: theirs.filter(({ isMore }) => isMore === true),
  };
}
