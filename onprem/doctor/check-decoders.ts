import type { HostTools } from "../install/run-tool.ts";
import { ok, warning, type Finding } from "./finding.ts";

/** Plain WAV needs no program; what ViciDial compresses to (mp3, gsm, ogg) needs one that can decode it. */
export function checkDecoders(tools: HostTools): Finding[] {
  const found = ["ffmpeg", "sox", "lame"].filter((tool) => tools.has(tool));
  if (found.includes("ffmpeg")) return [ok(found.join(", "))];
  const lacks = [
    ...(found.includes("sox") ? [] : ["gsm and ogg need sox"]),
    ...(found.includes("lame") ? [] : ["mp3 needs lame"]),
  ];
  if (lacks.length === 0) return [ok(found.join(", "))];
  return [
    warning(
      `only WAV recordings can be decoded fully: ${lacks.join(", ")}`,
      "sudo zypper install sox lame (openSUSE), dnf install sox lame (Alma, Rocky), apt-get install ffmpeg (Debian)",
    ),
  ];
}
