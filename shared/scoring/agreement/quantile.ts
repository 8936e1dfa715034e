/**
 * The value below which a share `q` (0 to 1) of the values lies, interpolated between neighbours (Hyndman and Fan's type
 * 7, as spreadsheets do); null without values.
 */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  return below === undefined || above === undefined ? null : below + (above - below) * (at % 1);
}
