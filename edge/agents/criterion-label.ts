import { criterionName } from "../dashboard/wording.ts";

/** What a criterion is called; one that only a site's own card has, by its id in words. */
export function criterionLabel(id: string): string {
  const name = criterionName(id);
  return name === id ? `${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll("_", " ")}` : name;
}
