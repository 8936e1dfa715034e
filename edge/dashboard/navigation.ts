import type { Role } from "#shared/contracts/people.ts";

export type Section =
  | "overview"
  | "agents"
  | "flagged"
  | "review"
  | "calibration"
  | "calls"
  | "scorecards"
  | "settings"
  | "disputes"
  | "coaching"
  | "me"
  | null;

type Entry = {
  section: Exclude<Section, null>;
  href: string;
  name: string;
  roles: readonly Role[];
};

const STAFF: readonly Role[] = ["admin", "manager", "reviewer"];

const ENTRIES: readonly Entry[] = [
  { section: "overview", href: "/", name: "Overview", roles: STAFF },
  { section: "agents", href: "/agents", name: "Agents", roles: STAFF },
  { section: "review", href: "/review", name: "Review", roles: STAFF },
  { section: "calls", href: "/calls", name: "Calls", roles: STAFF },
  { section: "flagged", href: "/flagged", name: "Flagged calls", roles: STAFF },
  { section: "disputes", href: "/disputes", name: "Disputes", roles: STAFF },
  { section: "coaching", href: "/coaching", name: "Coaching", roles: STAFF },
  { section: "calibration", href: "/calibration", name: "Calibration", roles: STAFF },
  { section: "scorecards", href: "/scorecards", name: "Scorecards", roles: STAFF },
  { section: "settings", href: "/settings", name: "Settings", roles: STAFF },
  { section: "me", href: "/me", name: "My calls", roles: ["agent"] },
  { section: "coaching", href: "/me/coaching", name: "Coaching", roles: ["agent"] },
];

/** Where somebody with this role may go; a token, which has none, reads what the staff reads. */
export function navigationFor(role: Role | null): readonly Entry[] {
  return ENTRIES.filter(({ roles }) => roles.includes(role ?? "reviewer"));
}
