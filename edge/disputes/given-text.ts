import type { Given } from "#shared/contracts/disputes.ts";

/** A mark, or whether an auto-fail was found, as a page says it; “–” where nothing was given. */
export function givenText(given: Given | null): string {
  if (given === "not_found") return "not found";
  return given === "NA" ? "n/a" : (given ?? "–");
}

/** What became of one thing that was disputed, as a sentence. */
export function outcomeText({
  outcome,
  was,
  given,
}: {
  outcome: "revised" | "kept";
  was: Given | null;
  given: Given | null;
}): string {
  return outcome === "kept"
    ? `Stays ${givenText(was)}.`
    : `Revised from ${givenText(was)} to ${givenText(given)}.`;
}
