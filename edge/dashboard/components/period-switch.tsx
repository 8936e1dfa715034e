import { PERIODS } from "../page-query.ts";

/** The periods a page can be seen for. */
export function PeriodSwitch({
  days,
  addressOf,
}: {
  days: number;
  addressOf: (days: number) => string;
}) {
  return (
    <nav aria-label="Period">
      <ul class="switch">
        {PERIODS.map((other) => (
          <li>
            <a href={addressOf(other)} aria-current={other === days ? "true" : undefined}>
              {other} days
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
