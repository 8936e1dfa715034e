import { InvalidArgumentError } from "commander";

import { UsageError } from "./usage-error.ts";

/** An option's local date. Throws InvalidArgumentError. */
export function aDate(text: string): string {
  const at = Date.parse(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(at) && new Date(at).toISOString().startsWith(`${text}T`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && exists) return text;
  throw new InvalidArgumentError("It must be a date such as 2026-11-20.");
}

/** Throws UsageError for days that end before they begin. */
export function requireInOrder({ from, to }: { from: string; to: string }): void {
  if (from > to) throw new UsageError("--from must not be later than --to.");
}
