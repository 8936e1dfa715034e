/**
 * Every page there is, by a name for its pictures, with an address that shows it full; a new page gets a line here. FLAGGED is a
 * flagged call that the admin is to mark in a calibration round, UNMARKED one of no round.
 */
export const STAFF_PAGES: Record<string, string> = {
  overview: "/",
  flagged: "/flagged?days=30",
  agents: "/agents",
  "agents of a campaign": "/agents?days=7&campaign=SALES_IN&min_calls=10&sort=flagged",
  agent: "/agents/2004",
  "calls of an agent": "/agents/2004/calls?criterion=closing",
  call: "/calls/UNMARKED",
  "call to mark first": "/calls/FLAGGED",
  calls: "/calls?search=broadband&columns=call&columns=campaign&columns=marks&columns=state",
  "calls filtered": "/calls?flag=flagged&criterion=greeting&mark=le3&reviewed=no",
  "no calls": "/calls?from=2020-01-01&to=2020-01-31&agent=nobody",
  trackers: "/trackers",
  review: "/review",
  "review form": "/calls/UNMARKED?review=1",
  "blind review": "/calls/UNMARKED?review=1&blind=1",
  agreement: "/agreement?days=30",
  calibration: "/calibration",
  "new round": "/calibration/new",
  "open round": "/calibration/open",
  "call to mark": "/calibration/open/calls/FLAGGED",
  "closed round": "/calibration/closed",
  "compared call": "/calibration/closed/calls/FLAGGED",
  scorecards: "/scorecards",
  scorecard: "/scorecards/sales/1",
  "scorecard draft": "/scorecards/sales/2",
  "scorecard editor": "/scorecards/sales/draft",
  "scorecard publish": "/scorecards/sales/2/publish",
  "scorecard try": "/scorecards/sales/2/try",
  "scorecard rescore": "/scorecards/sales/1/rescore",
  "scorecard run": "/scorecard-runs/browser-try",
  "scorecard run going": "/scorecard-runs/browser-going",
  settings: "/settings",
  "settings judges": "/settings/judges",
  "settings agent": "/settings/agent",
  "settings alerts": "/settings/alerts",
  "alerts preview": "/settings/alerts/preview",
  "alerts log": "/settings/alerts/log",
  "settings people": "/settings/people",
  "settings person": "/settings/people/demo-admin",
  "settings tokens": "/settings/tokens",
  "settings audit": "/settings/audit",
  "settings reading": "/settings/reading",
  "disputed call": "/calls/disputed-call",
  disputes: "/disputes?state=all",
  "no disputes": "/disputes?state=expired",
  coaching: "/coaching",
  "coaching task": "/coaching/sample-task-done",
  "coaching clip": "/coaching/new?call=disputed-call&criterion=closing",
  notices: "/notices",
  preferences: "/preferences",
  missing: "/nowhere",
};

/** The pages that an agent sees of themself; FLAGGED is a flagged call of theirs. */
export const AGENT_PAGES: Record<string, string> = {
  "my calls": "/",
  "all my calls": "/me/calls",
  "my call": "/calls/FLAGGED",
  "my call to dispute": "/calls/fresh-call",
  "my disputed call": "/calls/disputed-call",
  "my declined call": "/calls/declined-call",
  "my coaching": "/me/coaching",
  "my coaching task": "/me/coaching/sample-task",
  "my notices": "/notices",
  "not mine": "/agents",
};

/** What somebody sees who is not signed in; CODE is a sign-in link's. */
export const VISITOR_PAGES: Record<string, string> = {
  "sign in": "/sign-in?code=CODE",
  "sign-in link gone": "/sign-in?code=gone",
  "not signed in": "/flagged",
};

/** What the telephone system calls an agent, a campaign and calls, in the addresses above. */
const KEYS = /\b(2004|SALES_IN|\w+-call)\b/g;

/** The pages with the ids of real calls in place of FLAGGED and UNMARKED; `keyOf` says what a key is called at this site. */
export function addressesFor(
  pages: Record<string, string>,
  flaggedId: string,
  unmarkedId: string,
  keyOf: (key: string) => string = (key) => key,
): [name: string, path: string][] {
  return Object.entries(pages).map(([name, path]) => [
    name,
    path
      .replace(KEYS, (key) => encodeURIComponent(keyOf(key)))
      .replace("FLAGGED", encodeURIComponent(flaggedId))
      .replace("UNMARKED", encodeURIComponent(unmarkedId)),
  ]);
}
