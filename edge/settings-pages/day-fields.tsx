import { ProblemSummary, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";

/** What is wrong with a form of days, and a field for each number of days, in a row. */
export function DayFields<Name extends string>({
  days,
  values,
  problems,
}: {
  days: readonly (readonly [name: Name, label: string, hint: string])[];
  values: Readonly<Record<Name, string>>;
  problems: FieldProblems;
}) {
  return (
    <>
      <ProblemSummary problems={problems} labelOf={(field) => field.replaceAll("_", " ")} />
      <div class="form-row">
        {days.map(([name, label, hint]) => (
          <TextField
            {...{ name, label, hint, problems }}
            value={values[name]}
            inputmode="numeric"
            class="field-short"
          />
        ))}
      </div>
    </>
  );
}
