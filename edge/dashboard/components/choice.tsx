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
