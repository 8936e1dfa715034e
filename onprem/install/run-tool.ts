import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export type ToolResult = { ok: boolean; stdout: string; stderr: string };

/** Programs of the host that installing and doctor call; they speak English and UTC. */
export type HostTools = {
  run: (command: string, args: readonly string[]) => ToolResult;
  has: (command: string) => boolean;
};

const TIMEOUT_MS = 120_000;
/** `sudo` and systemd units may leave the folders of administration out of PATH. */
const ADMIN_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"];

export function hostTools(env: NodeJS.ProcessEnv): HostTools {
  const path = [env.PATH ?? "", ...ADMIN_FOLDERS].join(delimiter);
  return {
    run: (command, args) => {
      const result = spawnSync(command, args, {
        env: { PATH: path, LC_ALL: "C", TZ: "UTC" },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        timeout: TIMEOUT_MS,
        killSignal: "SIGKILL",
      });
      return {
        ok: result.status === 0,
        stdout: (result.stdout ?? "").trim(),
        stderr: (result.stderr || result.error?.message || "").trim(),
      };
    },
    has: (command) =>
      path.split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, command))),
  };
}

/** Runs a tool that must succeed. Throws an Error with what it said. */
export function mustRun(tools: HostTools, command: string, args: readonly string[]): string {
  const { ok, stdout, stderr } = tools.run(command, args);
  if (!ok) throw new Error(`\`${[command, ...args].join(" ")}\` failed: ${stderr || stdout}`);
  return stdout;
}
