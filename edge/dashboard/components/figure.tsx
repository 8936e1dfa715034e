import type { Child } from "hono/jsx";

/** One figure of a row of them, with what it was before and what it is a part of. */
export function Figure({
  name,
  value,
  detail,
  change,
}: {
  name: string;
  value: Child;
  detail?: string;
  change?: Child;
}) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      <dd class="figure-note">
        {change}
        {detail !== undefined && <span class="figure-detail">{detail}</span>}
      </dd>
    </div>
  );
}
