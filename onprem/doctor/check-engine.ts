import type { WhisperPaths } from "../whisper-build/build-record.ts";
import { checkWhisperBuild, MEND_COMMAND } from "../whisper-build/check-build.ts";
import type { HostCpu } from "../whisper-build/host-cpu.ts";
import { failed, ok, type Finding } from "./finding.ts";

export function checkEngine(paths: WhisperPaths, cpu: HostCpu): Finding[] {
  const build = checkWhisperBuild(paths, cpu);
  if (build.ok) return [ok(`compiled for ${build.record.cpu.model}, ${build.record.flags}`)];
  return [failed(build.message.split("\n")[0] ?? build.message, MEND_COMMAND)];
}
