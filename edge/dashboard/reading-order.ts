/** Most pages have none, which is told sooner than they are looked through. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/;
/** Unicode's embeddings, overrides and isolates (UAX #9): they turn around what comes after them, out of any element. */
const TURNING = /( (?:value|name)="[^"]*")|[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Markup without the characters by which a text could turn around what stands beside it, in attributes and titles as well. What a
 * form sends stays as it is, or a filter by a strange name would find nothing.
 */
export function inReadingOrder(html: string): string {
  if (!TURNS.test(html)) return html;
  return html.replace(TURNING, (_, field: string | undefined) => field ?? "");
}
