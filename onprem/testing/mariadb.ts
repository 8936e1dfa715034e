import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import mysql, { type Connection } from "mysql2/promise";

import { dyingWithUs, findMariaDbd, runToEnd } from "./install-mariadb.ts";

const START_TIMEOUT_MS = 60_000;

/** A MariaDB of the test's own: a fresh data folder, one port on the loopback interface, nothing else listens. */
export type TestMariaDb = {
  port: number;
  socket: string;
  /** Sends one statement as root. */
  root(sql: string, params?: unknown[]): Promise<Record<string, unknown>[]>;
  /** A connection of the caller's, as root unless told otherwise; closed at the end. */
  connect(as?: { user: string; password: string; database?: string }): Promise<Connection>;
  /** SIGKILL: what a power cut leaves. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
  /** Starts again on the same data folder and port. */
  start(): Promise<void>;
  /** Ends it and removes everything: what `beforeAll` gives back. */
  dispose(): Promise<void>;
};

/**
 * Starts a private mariadbd, small and without care for power cuts of the test machine. It dies with the process that
 * started it. Throws when it does not answer within a minute.
 */
export async function startMariaDb(): Promise<TestMariaDb> {
  const { mariadbd, installDb } = findMariaDbd();
  const folder = mkdtempSync(join(tmpdir(), "nightshift-mariadb-"));
  const dataFolder = join(folder, "data");
  const socket = join(folder, "sock");
  const port = await freePort();
  const optionsFile = join(folder, "my.cnf");
  writeFileSync(optionsFile, serverOptions({ dataFolder, socket, port }));
  await runToEnd(installDb, [
    `--defaults-file=${optionsFile}`,
    `--datadir=${dataFolder}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ]);

  let server: ChildProcess | null = null;
  const connections = new Set<Connection>();
  const connect: TestMariaDb["connect"] = async (as = { user: "root", password: "" }) => {
    const connection = await mysql.createConnection({ host: "127.0.0.1", port, ...as });
    connection.on("error", () => connections.delete(connection));
    connections.add(connection);
    return connection;
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = server;
    if (ending === null) return;
    server = null;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    await ended;
  };
  const start = async () => {
    const [program, args] = dyingWithUs(mariadbd, [`--defaults-file=${optionsFile}`]);
    const started = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    const log: string[] = [];
    started.stderr.on("data", (chunk: Buffer) => log.push(chunk.toString()));
    server = started;
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      if (started.exitCode !== null) throw new Error(`mariadbd ended at once:\n${log.join("")}`);
      if (await answers(port)) return;
      if (Date.now() > deadline) throw new Error(`mariadbd does not answer:\n${log.join("")}`);
      await delay(50);
    }
  };
  const closeConnections = () => {
    for (const connection of connections) connection.destroy();
    connections.clear();
  };
  await start();
  return {
    port,
    socket,
    connect,
    async root(sql, params = []) {
      const connection = await mysql.createConnection({ socketPath: socket, user: "root" });
      try {
        const [rows] = await connection.query(sql, params);
        return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
      } finally {
        connection.destroy();
      }
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    start,
    async dispose() {
      closeConnections();
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverOptions(at: { dataFolder: string; socket: string; port: number }): string {
  return `[mysqld]
datadir=${at.dataFolder}
socket=${at.socket}
pid-file=${at.dataFolder}/mariadbd.pid
port=${at.port}
bind-address=127.0.0.1
skip-name-resolve
skip-log-bin
character-set-server=utf8mb3
collation-server=utf8mb3_unicode_ci
innodb_buffer_pool_size=8M
innodb_log_file_size=4M
innodb_flush_log_at_trx_commit=0
innodb_fast_shutdown=2
key_buffer_size=16M
aria_pagecache_buffer_size=4M
performance_schema=OFF
max_connections=30
thread_cache_size=0
${process.getuid?.() === 0 ? "user=root" : ""}
`;
}

/** Whether a client is let in, not only whether the port is open. */
async function answers(port: number): Promise<boolean> {
  try {
    const connection = await mysql.createConnection({
      host: "127.0.0.1",
      port,
      user: "root",
      connectTimeout: 2000,
    });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
