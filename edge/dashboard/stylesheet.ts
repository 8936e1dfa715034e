import { contentHash } from "./content-address.ts";
import { AGENTS_CSS } from "./styles/agents.css.ts";
import { BASE_CSS } from "./styles/base.css.ts";
import { CALIBRATION_CSS } from "./styles/calibration.css.ts";
import { CALL_CSS } from "./styles/call.css.ts";
import { CALLS_CSS } from "./styles/calls.css.ts";
import { CHART_CSS } from "./styles/charts.css.ts";
import { FOLLOW_UP_CSS } from "./styles/follow-up.css.ts";
import { FORM_CSS } from "./styles/forms.css.ts";
import { FRAME_CSS } from "./styles/frame.css.ts";
import { LIST_CSS } from "./styles/lists.css.ts";
import { REVIEW_CSS } from "./styles/review.css.ts";
import { SCORECARD_CSS } from "./styles/scorecards.css.ts";
import { SETTINGS_CSS } from "./styles/settings.css.ts";

export const STYLESHEET = [
  BASE_CSS,
  FRAME_CSS,
  FORM_CSS,
  CHART_CSS,
  LIST_CSS,
  CALL_CSS,
  REVIEW_CSS,
  CALIBRATION_CSS,
  CALLS_CSS,
  SCORECARD_CSS,
  SETTINGS_CSS,
  AGENTS_CSS,
  FOLLOW_UP_CSS,
].join("\n");

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="5" fill="#27306f"/><path fill="#f4d58d" d="M15 12.1A6 6 0 0 1 7.9 5a6 6 0 1 0 7.1 7.1Z"/></svg>`;

export const STYLESHEET_PATH = `/assets/dashboard.css?v=${contentHash(STYLESHEET)}`;
export const ICON_PATH = `/assets/icon.svg?v=${contentHash(ICON)}`;
