import { formatMarkAverage, formatScore, formatShare } from "../format.ts";
import type { PeriodChange } from "../period-changes.ts";
import { Change, type RiseIs } from "./change.tsx";

type Words = {
  name: string;
  riseIs: RiseIs;
  /** A value as it stands alone. */
  show: (value: number) => string;
  /** A difference, in what `Change` is given. */
  scale: number;
  format: (value: number) => string;
  unit: string;
};

const shareWords = (name: string, riseIs: RiseIs): Words => ({
  name,
  riseIs,
  show: (value) => formatShare(value, 1),
  scale: 100,
  format: formatScore,
  unit: " points",
});

function wordsOf({ id, name }: PeriodChange): Words {
  switch (id) {
    case "score":
      return {
        name: "Average score",
        riseIs: "good",
        show: formatScore,
        scale: 1,
        format: formatScore,
        unit: "",
      };
    case "flagged":
      return shareWords("Flagged share", "bad");
    case "coverage":
      return shareWords("Coverage", "good");
    case "criterion":
      return {
        name: `${name ?? "A criterion"}, which moved most`,
        riseIs: "good",
        show: formatMarkAverage,
        scale: 1,
        format: formatMarkAverage,
        unit: "",
      };
  }
}

/** What is different from the period before; what may be chance is not called a change. */
export function ChangesList({ changes, days }: { changes: readonly PeriodChange[]; days: number }) {
  return (
    <>
      <table class="bars changes">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" class="number">
              Before
            </th>
            <th scope="col" class="number">
              Now
            </th>
            <th scope="col" class="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => {
            const words = wordsOf(change);
            return (
              <tr>
                <th scope="row">{words.name}</th>
                <td class="number">{words.show(change.before)}</td>
                <td class="number strong">{words.show(change.now)}</td>
                <td class="number">
                  {change.isBeyondChance ? (
                    <Change
                      now={change.now * words.scale}
                      before={change.before * words.scale}
                      riseIs={words.riseIs}
                      format={words.format}
                      unit={words.unit}
                    />
                  ) : (
                    <span class="quiet">within chance</span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="table-note">
        Against the {days} days before. Within chance: so small a difference comes about by itself
        with this many calls.
      </p>
    </>
  );
}
