import { InvalidArgumentError } from "commander";

/** An option's local date. Throws InvalidArgumentError. */
export function aDate(text: string): string {
  const at = Date.parse(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(at) && new Date(at).toISOString().startsWith(`${text}T`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && exists) return text;
  throw new InvalidArgumentError("It must be a date such as 2026-11-20.");
}
