/** A whole number that a provider gave as text; null for anything else. */
export function statedNumber(text: string | null | undefined): number | null {
  return text !== undefined && text !== null && /^\d{1,12}$/.test(text.trim())
    ? Number(text)
    : null;
}
