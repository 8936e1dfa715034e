/** Every page there is, by a name for its pictures, with an address that shows it full; a new page gets a line here. */
export const STAFF_PAGES: Record<string, string> = {
  overview: "/",
  flagged: "/flagged?days=30",
  agents: "/agents",
  "agents of a campaign": "/agents?days=7&campaign=SALES_IN&min_calls=10&sort=flagged",
  agent: "/agents/2004",
  "calls of an agent": "/agents/2004/calls?criterion=closing",
  call: "/calls/FLAGGED",
  calls: "/calls?search=broadband&columns=call&columns=campaign&columns=marks&columns=state",
  "calls filtered": "/calls?flag=flagged&criterion=greeting&mark=le3&reviewed=no",
  "no calls": "/calls?from=2020-01-01&to=2020-01-31&agent=nobody",
  trackers: "/trackers",
  review: "/review",
  "review form": "/calls/FLAGGED?review=1",
  "blind review": "/calls/FLAGGED?review=1&blind=1",
  preferences: "/preferences",
  missing: "/nowhere",
};

/** The pages that an agent sees of themself; FLAGGED is a flagged call of theirs. */
export const AGENT_PAGES: Record<string, string> = {
  "my calls": "/",
  "all my calls": "/me/calls",
  "my call": "/calls/FLAGGED",
  "not mine": "/agents",
};

/** The pages with the id of a real call in place of FLAGGED. */
export function addressesFor(
  pages: Record<string, string>,
  flaggedId: string,
): [name: string, path: string][] {
  return Object.entries(pages).map(([name, path]) => [
    name,
    path.replace("FLAGGED", encodeURIComponent(flaggedId)),
  ]);
}
