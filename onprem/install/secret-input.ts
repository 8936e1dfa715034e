import { readFileSync } from "node:fs";

import { InstallError } from "./step.ts";

/** Reads a secret from a file, or from standard input when it is "-". Throws InstallError. */
export function readSecretInput(file: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new InstallError(
      `${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return checkSecret(text, what);
}

/** One line without spaces, as every token and password of ours is. Throws InstallError. */
export function checkSecret(text: string, what: string): string {
  const secret = text.trim();
  if (secret === "" || /[\s\p{Cc}]/u.test(secret)) {
    throw new InstallError(`${what} must be one line of text without spaces.`);
  }
  return secret;
}
