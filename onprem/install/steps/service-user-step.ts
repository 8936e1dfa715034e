import { SERVICE_USER, type Layout } from "../layout.ts";
import { mustRun, type HostTools } from "../run-tool.ts";
import type { Step } from "../step.ts";

/** The system user that the services run as: no password, no shell, no home of its own. */
export function serviceUserStep(layout: Layout, tools: HostTools): Step {
  const group = tools.run("getent", ["group", SERVICE_USER]).ok
    ? ["--gid", SERVICE_USER]
    : ["--user-group"];
  const args = [
    "--system",
    ...group,
    "--home-dir",
    layout.data ?? layout.state,
    "--no-create-home",
    "--shell",
    "/sbin/nologin",
    "--comment",
    "Nightshift",
    SERVICE_USER,
  ];
  return {
    describe: `create the system user ${SERVICE_USER}: no login, no password (useradd ${args.join(" ")})`,
    isDone: () => ownerOf(tools) !== null,
    do: () => {
      mustRun(tools, "useradd", args);
    },
  };
}

export type Owner = { uid: number; gid: number };

/** The service user's ids; null while there is none. */
export function ownerOf(tools: HostTools): Owner | null {
  const fields = tools.run("getent", ["passwd", SERVICE_USER]).stdout.split(":");
  const [uid, gid] = [Number(fields[2]), Number(fields[3])];
  return fields[0] === SERVICE_USER && Number.isInteger(uid) && Number.isInteger(gid)
    ? { uid, gid }
    : null;
}
