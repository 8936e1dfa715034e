/** The options do not go together, or lack one; the message says how they do. */
export class UsageError extends Error {
  override name = "UsageError";
}
