import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const CLI = join(import.meta.dirname, "..", "cli.ts");
const UNIT = join(import.meta.dirname, "..", "install", "systemd", "nightshift-watch.service");
const POLL_SEC = 1;
/** As many looks as `watch` has in an hour at its usual pace of one a minute. */
const POLLS = 60;
const FIRST_START_MS = 10_000;

export type WatchMemory = { polls: number; rssMb: number; peakRssMb: number };

/**
 * Runs `nightshift watch` over the ViciDial database on `databasePort`, with an edge that takes everything, for an hour's
 * worth of looks, and reads its memory from /proc.
 */
export async function benchWatchMemory(folder: string, databasePort: number): Promise<WatchMemory> {
  const edge = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => edge.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address of this form.
  const { port } = edge.address() as AddressInfo;
  const config = writeConfig(folder, databasePort, `http://127.0.0.1:${port}`);
  const start = () =>
    spawn(process.execPath, [...nodeOptions(), CLI, "--config", config, "watch"], {
      stdio: "ignore",
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compile-cache") },
    });
  // The first start fills the cache of compiled code; later ones need no compiler, and its memory.
  const first = start();
  await sleep(FIRST_START_MS);
  first.kill("SIGTERM");
  await once(first, "exit");
  const watch = start();
  const ended = once(watch, "exit");
  try {
    await sleep(POLLS * POLL_SEC * 1000 + 5000);
    const status = readFileSync(`/proc/${watch.pid}/status`, "utf8");
    const megabytes = (field: string) =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN) / 1024;
    return { polls: POLLS, rssMb: megabytes("VmRSS"), peakRssMb: megabytes("VmHWM") };
  } finally {
    watch.kill("SIGTERM");
    await ended;
    edge.closeAllConnections();
    edge.close();
  }
}

/** As the installed service starts it. */
function nodeOptions(): string[] {
  const [, options = ""] =
    /^ExecStart=@NODE@ (.*)@PROGRAM@/m.exec(readFileSync(UNIT, "utf8")) ?? [];
  return options.split(" ").filter((option) => option !== "");
}

function writeConfig(folder: string, databasePort: number, edgeUrl: string): string {
  mkdirSync(join(folder, "recordings"), { recursive: true });
  const config = join(folder, "nightshift.toml");
  writeFileSync(
    config,
    `
[site]
id = "bench"
time_zone = "UTC"

[source]
kind = "vicidial"
poll_sec = ${POLL_SEC}
server_ips = "all"
recordings_folder = "recordings"
# The newest recordings of the bench are an hour old: an hour's worth of them is found.
first_days = 0.084

[source.database]
port = ${databasePort}
user = "root"

[source.http]
enabled = false

[state]
folder = "state"

[edge]
url = ${JSON.stringify(edgeUrl)}
token = "bench"

[whisper]
model = "none.bin"
`,
    { mode: 0o600 },
  );
  return config;
}
