import { formatCount, formatMarkAverage } from "../dashboard/format.ts";
import { type AgreementRow, MIN_CALLS_TO_TRUST } from "./agreement-figures.ts";

/** How far marks agree, a row for each criterion. Rows with too few calls are hatched and say so. */
export function AgreementTable({
  label,
  firstColumn = "Criterion",
  rows,
  rolling = null,
}: {
  /** Names the scrolling part for a screen reader. */
  label: string;
  firstColumn?: string;
  rows: readonly AgreementRow[];
  /** Share of the same mark among the newest reviews, by row; null: no such column. */
  rolling?: { reviews: number; exact: ReadonlyMap<string, number | null> } | null;
}) {
  const hasBias = rows.some(({ figures }) => figures.bias !== null);
  return (
    <div class="scroll" tabindex={0} role="group" aria-label={label}>
      <table class="compare agreement pinned">
        <thead>
          <tr>
            <th scope="col">{firstColumn}</th>
            <th scope="col" class="number">
              Calls
            </th>
            <th scope="col" class="number">
              Same mark
            </th>
            <th scope="col" class="number">
              Within one
            </th>
            <th scope="col" class="number">
              Kappa
            </th>
            <th scope="col" class="number">
              Mean error
            </th>
            {hasBias && (
              <th scope="col" class="number">
                Bias
              </th>
            )}
            {rolling !== null && (
              <th scope="col" class="number">
                Last {rolling.reviews}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, note, figures }) => (
            <tr class={figures.calls < MIN_CALLS_TO_TRUST ? "too-few" : undefined}>
              <th scope="row">
                <bdi>{name}</bdi>
                {note !== undefined && ` (${note})`}
              </th>
              <td class="number">
                {formatCount(figures.calls)}
                {figures.calls < MIN_CALLS_TO_TRUST && <span class="sub">too few</span>}
              </td>
              <td class="number strong">{percent(figures.exact)}</td>
              <td class="number">{percent(figures.withinOne)}</td>
              <td class="number">{formatMarkAverage(figures.kappa)}</td>
              <td class="number">{formatMarkAverage(figures.meanError)}</td>
              {hasBias && <td class="number">{signed(figures.bias)}</td>}
              {rolling !== null && <td class="number">{percent(rolling.exact.get(id) ?? null)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the columns mean, once a page. */
export function AgreementNote({ biasOf }: { biasOf: string }) {
  return (
    <p class="table-note">
      Same mark and within one level are shares of all marks. Kappa (with quadratic weights) is 1
      for full agreement and 0 for what chance would give. Mean error and bias are in levels; a bias
      above 0 means that {biasOf}. Hatched rows have fewer than {MIN_CALLS_TO_TRUST} calls: too few
      to go by.
    </p>
  );
}

export function percent(share: number | null): string {
  return share === null ? "–" : `${Math.round(share * 100)} %`;
}

/** A difference in levels with its sign, +0.25. */
export function signed(value: number | null): string {
  if (value === null) return "–";
  const size = formatMarkAverage(Math.abs(value));
  if (size === formatMarkAverage(0)) return size;
  return value > 0 ? `+${size}` : `−${size}`;
}
