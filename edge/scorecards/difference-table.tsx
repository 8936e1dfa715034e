import type { CardDifference } from "./card-differences.ts";

/** What two contents of a card differ in, side by side. */
export function DifferenceTable({
  differences,
  before,
  after,
}: {
  differences: readonly CardDifference[];
  before: string;
  after: string;
}) {
  if (differences.length === 0) return <p class="quiet">Nothing differs.</p>;
  return (
    <table class="stacked differences">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((difference) => (
          <tr>
            <th scope="row">{difference.where}</th>
            <td data-label={before}>
              {difference.before === null ? (
                <span class="quiet">not there</span>
              ) : (
                <del>{difference.before}</del>
              )}
            </td>
            <td data-label={after}>
              {difference.after === null ? (
                <span class="quiet">taken out</span>
              ) : (
                <ins>{difference.after}</ins>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
