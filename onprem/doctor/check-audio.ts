import type { HostTools } from "../install/run-tool.ts";
import { failed, ok, type Finding } from "./finding.ts";

const MEND =
  "sudo zypper install ffmpeg (openSUSE), dnf install ffmpeg from RPM Fusion (Alma, Rocky), apt-get install ffmpeg (Debian); or upload = false in [audio]";

/** Sound is encoded by ffmpeg with its Opus encoder; asked only where the owner has switched the upload on. */
export function checkAudio(tools: HostTools): Finding[] {
  if (!tools.has("ffmpeg")) return [failed("ffmpeg is missing, so no sound can be sent", MEND)];
  const { ok: hasAnswered, stdout } = tools.run("ffmpeg", ["-hide_banner", "-encoders"]);
  if (hasAnswered && /\blibopus\b/.test(stdout)) {
    return [ok("ffmpeg encodes Opus; sound is sent when the site's settings want it")];
  }
  return [failed("this ffmpeg cannot encode Opus (libopus), so no sound can be sent", MEND)];
}
