import { formatMarkAverage } from "../format.ts";
import type { CategoryRow } from "../overview.usecase.ts";
import { toneOfMark } from "../tone.ts";
import { CRITERIA } from "../wording.ts";
import { Bar } from "./bar.tsx";
import { Change } from "./change.tsx";
import { ToneShape } from "./tone-shape.tsx";

/** Average mark of each criterion with its weight; the bar is the criterion's place between 1 and 5. */
export function CategoryTable({ rows }: { rows: readonly CategoryRow[] }) {
  const byId = new Map<string, CategoryRow>(rows.map((row) => [row.id, row]));
  const hasChanges = rows.some((row) => row.before !== null);
  return (
    <table class="bars">
      <thead>
        <tr>
          <th scope="col">Criterion</th>
          <th scope="col" class="number">
            Weight
          </th>
          <th scope="col" class="bar-cell">
            <span class="scale-ends">
              <span>1</span>
              <span>5</span>
            </span>
          </th>
          <th scope="col" class="number">
            Mark
          </th>
          {hasChanges && (
            <th scope="col" class="number optional">
              Change
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {CRITERIA.map((criterion) => {
          const average = byId.get(criterion.id)?.average ?? null;
          const before = byId.get(criterion.id)?.before ?? null;
          const tone = toneOfMark(average);
          return (
            <tr>
              <th scope="row" class="criterion-name">
                {criterion.name}
                <span class="sub optional">{criterion.judged}</span>
              </th>
              <td class="number weight">{criterion.weight} %</td>
              <td class="bar-cell">
                <Bar share={average === null ? 0 : (average - 1) / 4} tone={tone} />
              </td>
              <td class="number strong">
                {formatMarkAverage(average)} <ToneShape tone={tone} />
              </td>
              {hasChanges && (
                <td class="number optional">
                  <Change
                    now={average}
                    before={before}
                    riseIs="neutral"
                    format={formatMarkAverage}
                  />
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
