/** Every page there is, by a name for its pictures, with an address that shows it full; a new page gets a line here. */
export const STAFF_PAGES: Record<string, string> = {
  overview: "/",
  flagged: "/flagged?days=30",
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

/** The pages with the id of a real call in place of FLAGGED: the first that the flagged page names. */
export function addressesFor(
  pages: Record<string, string>,
  flaggedId: string,
): [name: string, path: string][] {
  return Object.entries(pages).map(([name, path]) => [
    name,
    path.replace("FLAGGED", encodeURIComponent(flaggedId)),
  ]);
}
