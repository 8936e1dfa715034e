import { PERIODS } from "../page-query.ts";

type Options = readonly (readonly [value: string, words: string])[];

/** One of several values of a filter. A value that the site no longer offers is listed all the same, or the form would lose it. */
export function Choice({
  name,
  label,
  all,
  value,
  children,
}: {
  name: string;
  label: string;
  /** The words for any; null where one is always chosen. */
  all: string | null;
  value: string | undefined;
  children: Options;
}) {
  const isKnown = value === undefined || children.some(([known]) => known === value);
  return (
    <label>
      {label}
      <select name={name}>
        {all !== null && <option value="">{all}</option>}
        {!isKnown && (
          <option value={value} selected>
            {value}
          </option>
        )}
        {children.map(([option, words]) => (
          <option value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Over how many days a page looks back. */
export function PeriodChoice({ days }: { days: number }) {
  return (
    <Choice name="days" label="Period" all={null} value={String(days)}>
      {PERIODS.map((one): [string, string] => [String(one), `Last ${one} days`])}
    </Choice>
  );
}
