import { BASE_CSS } from "./styles/base.css.ts";
import { CALL_CSS } from "./styles/call.css.ts";
import { CHART_CSS } from "./styles/charts.css.ts";
import { FRAME_CSS } from "./styles/frame.css.ts";
import { LIST_CSS } from "./styles/lists.css.ts";

export const STYLESHEET = [BASE_CSS, FRAME_CSS, CHART_CSS, LIST_CSS, CALL_CSS].join("\n");

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="5" fill="#27306f"/><path fill="#f4d58d" d="M15 12.1A6 6 0 0 1 7.9 5a6 6 0 1 0 7.1 7.1Z"/></svg>`;

/** FNV-1a: a new text gets a new address, so that browsers may keep the old one for ever. */
function contentHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}

export const STYLESHEET_PATH = `/assets/dashboard.css?v=${contentHash(STYLESHEET)}`;
export const ICON_PATH = `/assets/icon.svg?v=${contentHash(ICON)}`;
