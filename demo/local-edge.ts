import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import type { D1Database } from "@cloudflare/workers-types";
import { getPlatformProxy, unstable_startWorker as startWorker } from "wrangler";

const ROOT = join(import.meta.dirname, "..");
const WRANGLER_CONFIG = join(ROOT, "wrangler.toml");
const HOST = "127.0.0.1";

/** The port is taken and no other may be chosen. */
export class PortBusyError extends Error {
  override name = "PortBusyError";
}

export type LocalEdge = {
  url: string;
  /** Runs the cron tick, which the local platform does not do by itself. */
  tick: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Nothing is asked of the network, nothing is told to anybody. */
export function quietWrangler(env: NodeJS.ProcessEnv): void {
  env.CLOUDFLARE_CF_FETCH_ENABLED = "false";
  env.WRANGLER_SEND_METRICS = "false";
  env.WRANGLER_SEND_ERROR_REPORTS = "false";
  env.WRANGLER_WRITE_LOGS = "false";
}

/**
 * A port that is free on the loopback interface: the wished one, or, when none was asked for, another one if `preferred` is
 * busy. Throws PortBusyError.
 */
export async function choosePort(wished: number | null, preferred: number): Promise<number> {
  if (wished !== null) {
    if (await portIsFree(wished)) return wished;
    throw new PortBusyError(
      `Port ${wished} is in use by another program. Stop that one, or give another: npm run demo -- --port ${wished + 1}`,
    );
  }
  for (let port = preferred; port < preferred + 50; port++) {
    if (await portIsFree(port)) return port;
  }
  throw new PortBusyError(
    `Ports ${preferred} to ${preferred + 49} are all in use. Give a free one: npm run demo -- --port N`,
  );
}

function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}

/** Opens the local D1 below `stateFolder`, applies the migrations to it, and hands it to `work`. */
export async function withLocalDatabase<Result>(
  stateFolder: string,
  work: (db: D1Database) => Promise<Result>,
): Promise<Result> {
  const platform = await getPlatformProxy<{ DB: D1Database }>({
    configPath: WRANGLER_CONFIG,
    // The Worker's runtime puts a folder of its format's version in between; this function does not.
    persist: { path: join(stateFolder, "v3") },
    remoteBindings: false,
  });
  try {
    const db = platform.env.DB;
    const migrations = join(ROOT, "migrations");
    for (const name of readdirSync(migrations)
      .filter((file) => file.endsWith(".sql"))
      .toSorted()) {
      const statements = readFileSync(join(migrations, name), "utf8").split(
        "--> statement-breakpoint",
      );
      await db.batch(statements.map((statement) => db.prepare(statement)));
    }
    return await work(db);
  } finally {
    await platform.dispose();
  }
}

/** Starts the Worker, or that of another entry point, on the loopback interface over the local D1 below `stateFolder`. */
export async function startLocalEdge(options: {
  stateFolder: string;
  entrypoint?: string;
  port: number;
  vars: Record<string, string>;
  secrets: Record<string, string>;
  /** Gives the Worker a local bucket for audio. */
  audio?: boolean;
}): Promise<LocalEdge> {
  const worker = await startWorker({
    config: WRANGLER_CONFIG,
    entrypoint: options.entrypoint,
    bindings: {
      ...bindings("plain_text", options.vars),
      ...bindings("secret_text", options.secrets),
      ...(options.audio === true
        ? { AUDIO: { type: "r2_bucket" as const, bucket_name: "nightshift-audio" } }
        : {}),
    },
    dev: {
      server: { hostname: HOST, port: options.port, secure: false },
      persist: options.stateFolder,
      inspector: false,
      watch: false,
      remote: false,
      logLevel: "error",
    },
  });
  await worker.ready;
  const url = `http://${HOST}:${options.port}`;
  return {
    url,
    tick: async () => {
      await fetch(new URL("/cdn-cgi/local/scheduled?cron=*+*+*+*+*", url), {
        signal: AbortSignal.timeout(60_000),
      });
    },
    stop: () => worker.dispose(),
  };
}

function bindings<Type extends "plain_text" | "secret_text">(
  type: Type,
  values: Record<string, string>,
): Record<string, { type: Type; value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { type, value }]));
}
