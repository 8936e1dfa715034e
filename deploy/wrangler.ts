import { spawn } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { DeployError } from "./deploy-error.ts";

const ROOT = join(import.meta.dirname, "..");
const WRANGLER = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
const TIMEOUT_MS = 180_000;
const MAX_TOLD_LINES = 6;
const NOT_THE_ERROR =
  /^(🪵|If you think this is a bug|Note that there is a newer|at \S+ \(|\w*Error: )/u;

export type WranglerRun = {
  /** For its standard input, which is closed afterwards: wrangler then asks nothing. */
  input?: string;
  env?: Record<string, string>;
};

/** What wrangler writes on standard output; throws WranglerError when it ends with anything but 0. */
export type Wrangler = (args: readonly string[], run?: WranglerRun) => Promise<string>;

/** Wrangler failed; the message has its own words, shortened, and what mends it where that is known. */
export class WranglerError extends DeployError {
  override name = "WranglerError";
  /** All that it wrote, without colours. */
  readonly output: string;

  constructor(command: string, output: string, why = wordsOf(output)) {
    super(`wrangler ${command} failed:\n${indent(why)}${advice(output)}`);
    this.output = output;
  }
}

/** The project's own wrangler, for one account once that is known. */
export function projectWrangler(accountId: string | null): Wrangler {
  return (args, { input = "", env = {} } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [WRANGLER, ...args], {
        cwd: ROOT,
        env: {
          ...process.env,
          WRANGLER_SEND_METRICS: "false",
          WRANGLER_WRITE_LOGS: "false",
          NO_COLOR: "1",
          ...(accountId === null ? {} : { CLOUDFLARE_ACCOUNT_ID: accountId }),
          ...env,
        },
        timeout: TIMEOUT_MS,
      });
      const written = { stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (written.stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (written.stderr += text));
      child.on("error", reject);
      // It may have ended before it read all of its input; its exit code says why.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
      child.on("close", (code, signal) => {
        if (code === 0) return resolve(written.stdout);
        const output = stripVTControlCharacters(`${written.stdout}\n${written.stderr}`);
        const flagsAt = args.findIndex((arg) => arg.startsWith("-"));
        const command = args.slice(0, flagsAt === -1 ? undefined : flagsAt);
        reject(
          signal === null
            ? new WranglerError(command.join(" "), output)
            : new WranglerError(
                command.join(" "),
                output,
                `It did not end in ${TIMEOUT_MS / 1000} s.`,
              ),
        );
      });
    });
}

/** Wrangler's error in its own words: what follows its [ERROR], without its pleas, traces and log files. */
function wordsOf(output: string): string {
  const [before = "", after = before] = output.split(/^\W*\[ERROR\]/mu);
  const lines = after.split("\n").map((line) => line.trim());
  const end = lines.findIndex((line) => NOT_THE_ERROR.test(line));
  const told = lines.slice(0, end === -1 ? undefined : end).filter((line) => line !== "");
  return told.slice(0, MAX_TOLD_LINES).join("\n") || "It said nothing.";
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

function advice(output: string): string {
  if (/code: (10000|9109|10023)\b|Authentication error|not authorized/i.test(output)) {
    return "\nThe sign-in may not do this. An API token needs Workers Scripts: Edit, D1: Edit and Account Settings: Read; without a token, sign in again: npx wrangler login";
  }
  if (/Unable to resolve|fetch failed|ECONNREFUSED|ETIMEDOUT|network connection/i.test(output)) {
    return "\nCloudflare cannot be reached from here. Look at the network, then run the same command again.";
  }
  if (/workers\.dev subdomain/i.test(output)) {
    return "\nRegister the account's workers.dev name once, in the dashboard under Workers, then run the same command again.";
  }
  return "";
}
