import { readFile } from "node:fs/promises";

import { CommandError } from "./known-errors.ts";

/** What a file of JSON holds. @throws CommandError when there is none, or it is not JSON */
export async function jsonIn(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${file} is not JSON.`);
  }
}
