const DAY_MS = 86_400_000;

/** The date so many days after (or, negative, before) a YYYY-MM-DD date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days lie in a span of dates, both ends included; less than 1 when it runs backwards. */
export function daysIn(span: { from: string; to: string }): number {
  return (Date.parse(span.to) - Date.parse(span.from)) / DAY_MS + 1;
}
