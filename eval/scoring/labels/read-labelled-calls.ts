import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type * as z from "zod";

import { UnusableInput } from "../unusable-input.ts";
import { labelledCall, type LabelledCall, labelledCallSchema } from "./labelled-call.ts";

const MAX_FILE_BYTES = 50_000_000;
const MAX_PROBLEMS_TOLD = 8;

/** A call as it stands in a file, and where, for the message if it is wrong. */
type Given = { value: unknown; place: string };

/**
 * Reads labelled calls from a file (`.json`: one call or an array of them, `.jsonl`: one a line) or from all such files of
 * a folder. Throws UnusableInput that names file, call or line, and field.
 */
export function readLabelledCalls(path: string): LabelledCall[] {
  const problems: string[] = [];
  const calls: LabelledCall[] = [];
  const places = new Map<string, string>();
  for (const file of filesAt(path)) {
    for (const { value, place } of callsIn(file)) {
      const parsed = labelledCallSchema.safeParse(value);
      if (!parsed.success) {
        problems.push(...parsed.error.issues.map((issue) => `${place}: ${describeIssue(issue)}`));
        continue;
      }
      const { id } = parsed.data;
      const first = places.get(id);
      if (first === undefined) places.set(id, place);
      else problems.push(`${place}: the id ${id} stands already at ${first}; give each its own`);
      calls.push(labelledCall(parsed.data));
    }
  }
  if (problems.length > 0) throw new UnusableInput(listProblems(problems));
  if (calls.length === 0) throw new UnusableInput(`There is no labelled call in ${path}.`);
  return calls;
}

function filesAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new UnusableInput(`There is no ${path}. Give a file of labelled calls or a folder.`);
  }
  if (!stats.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => /\.jsonl?$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
  if (files.length === 0) throw new UnusableInput(`${path} holds no .json or .jsonl file.`);
  return files;
}

function callsIn(file: string): Given[] {
  if (statSync(file).size > MAX_FILE_BYTES) {
    throw new UnusableInput(`${file} is larger than ${MAX_FILE_BYTES / 1_000_000} MB; split it.`);
  }
  const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  if (file.endsWith(".jsonl")) {
    return text.split("\n").flatMap((line, index) => {
      const place = `${file}:${index + 1}`;
      return line.trim() === "" ? [] : [{ value: parsed(line, place), place }];
    });
  }
  const value = parsed(text, file);
  return Array.isArray(value)
    ? value.map((call: unknown, index) => ({
        value: call,
        place: `${file}: ${nameOf(call, index)}`,
      }))
    : [{ value, place: file }];
}

function parsed(json: string, place: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    // V8 repeats a piece of the text, which may be a customer's; its position is enough
    const at =
      error instanceof Error
        ? /at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)
        : null;
    throw new UnusableInput(`${place} is not JSON${at === null ? "" : ` (${at[0]})`}.`);
  }
}

/** The call's id, where it has one that looks like one. */
function nameOf(call: unknown, index: number): string {
  const id = labelledCallSchema.shape.id.safeParse(
    typeof call === "object" && call !== null && "id" in call ? call.id : undefined,
  );
  return id.success ? id.data : `call ${index + 1}`;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path.join(".") || "the call";
  if (issue.code === "unrecognized_keys")
    return `${field}: there is no ${issue.keys.join(", ")} here`;
  return `${field}: ${issue.message}`;
}

function listProblems(problems: readonly string[]): string {
  const more = problems.length - MAX_PROBLEMS_TOLD;
  return [
    "The labelled calls cannot be used:",
    ...problems.slice(0, MAX_PROBLEMS_TOLD).map((problem) => `  ${problem}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    "eval/README.md has the format.",
  ].join("\n");
}
