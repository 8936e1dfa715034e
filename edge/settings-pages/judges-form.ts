import {
  checkScoringSettings,
  type ScoringSettings,
  type SecondJudging,
} from "#shared/contracts/scoring-settings.ts";

import type { FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";

/* When a second judge is asked, and which judges there are, as the forms have them. */

export type SecondFields = {
  near_threshold_points: string;
  on_low_confidence: boolean;
  on_injection: boolean;
  max_difference_points: string;
  max_difference_marks: string;
};

export function fieldsOfSecond(second: SecondJudging): SecondFields {
  const points = second.near_threshold_points;
  return {
    near_threshold_points: points === null ? "" : String(points),
    on_low_confidence: second.on_low_confidence,
    on_injection: second.on_injection,
    max_difference_points: String(second.max_difference_points),
    max_difference_marks: String(second.max_difference_marks),
  };
}

export function secondOfForm(form: FormFields): SecondFields {
  return {
    near_threshold_points: fieldOf(form, "near_threshold_points"),
    on_low_confidence: fieldOf(form, "on_low_confidence") === "1",
    on_injection: fieldOf(form, "on_injection") === "1",
    max_difference_points: fieldOf(form, "max_difference_points"),
    max_difference_marks: fieldOf(form, "max_difference_marks"),
  };
}

export type CheckedJudges =
  | { ok: true; settings: ScoringSettings }
  | { ok: false; problems: FieldProblems };

/** The settings that hold, with another rule for second looks. */
export function checkSecond(held: ScoringSettings, fields: SecondFields): CheckedJudges {
  const near = fields.near_threshold_points;
  return checked({
    ...held,
    second_judging: {
      near_threshold_points: near.trim() === "" ? null : numberOf(near),
      on_low_confidence: fields.on_low_confidence,
      on_injection: fields.on_injection,
      max_difference_points: numberOf(fields.max_difference_points),
      max_difference_marks: numberOf(fields.max_difference_marks),
    },
  });
}

/** The settings that hold, with other judges, written as a JSON list. */
export function checkProviders(held: ScoringSettings | null, text: string): CheckedJudges {
  let providers: unknown;
  try {
    providers = JSON.parse(text);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : "";
    return { ok: false, problems: new Map([["providers", `this is no JSON: ${why}`]]) };
  }
  return checked({ ...held, providers });
}

function checked(given: unknown): CheckedJudges {
  const found = checkScoringSettings(given);
  if (found.ok) return found;
  const problems = new Map<string, string>();
  for (const { setting, problem } of found.problems) {
    problems.set(setting.replace(/^second_judging\./, ""), plain(problem));
  }
  return { ok: false, problems };
}

/** Zod's word for a number that was not one. */
function plain(problem: string): string {
  return /^Invalid input: expected (number|int)/.test(problem) ? "write a number here" : problem;
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", "."));
}

/** Of the problems those beneath the list of judges, as lines: `0.model: …` is the first judge's model. */
export function providerProblems(problems: FieldProblems): string[] {
  return [...problems]
    .filter(([field]) => field === "providers" || field.startsWith("providers."))
    .map(([field, problem]) => {
      const [, at, ...path] = field.split(".");
      if (at === undefined) return problem;
      const place = path.length === 0 ? "" : `, ${path.join(".")}`;
      return `Judge ${Number(at) + 1}${place}: ${problem}`;
    });
}
