import type { Child } from "hono/jsx";

import { FieldProblem } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";

/** The box that is ticked before something is deleted for good. */
export function SureField({
  name,
  problems,
  children,
}: {
  name: string;
  problems: FieldProblems;
  children: Child;
}) {
  return (
    <div>
      <label class="choice">
        <input
          type="checkbox"
          name={name}
          value="1"
          id={name}
          aria-describedby={problems.has(name) ? `${name}.problem` : undefined}
        />
        <span>{children}</span>
      </label>
      <FieldProblem name={name} problems={problems} />
    </div>
  );
}
