/*
 * SQL for what is left of judges' work when the words are taken out: ids, marks and figures, no quote, reason or summary.
 */

const EACH = (column: string, changed: string) =>
  `(SELECT json_group_array(json(${changed})) FROM json_each(${column}))`;

/** `ScoredCriterion[]` in a column: marks without reasons and evidence. */
export function criteriaWithoutWords(column: string): string {
  return EACH(column, `json_set(value, '$.rationale', '', '$.evidence', json('[]'))`);
}

/** `FoundAutoFail[]` in a column: which items were found, without the evidence. */
export function autoFailsWithoutWords(column: string): string {
  return EACH(column, `json_set(value, '$.evidence', json('[]'))`);
}

/** An `Opinion` without quotes, reasons and summary; SQL that is null stays so. The raw answer stays. */
export function opinionWithoutQuotes(column: string): string {
  return `iif(${column} IS NULL, NULL, json_set(${column},
    '$.criteria', json(${criteriaWithoutWords(`${column}, '$.criteria'`)}),
    '$.autoFails', json(${autoFailsWithoutWords(`${column}, '$.autoFails'`)}),
    '$.summary', '', '$.strengths', json('[]'), '$.improvements', json('[]')))`;
}

/** An `Opinion` without what the judge answered word for word. */
export function opinionWithoutAnswer(sql: string): string {
  return `json_replace(${sql}, '$.rawAnswer', '')`;
}

/** An object of texts by id: the ids stay. */
export function textsBlanked(column: string): string {
  return `(SELECT json_group_object(key, '') FROM json_each(${column}))`;
}

/** What a score keeps without its words, for an UPDATE of `score`; its second opinion is another matter. */
export const SCORE_WITHOUT_QUOTES = `
  criteria = ${criteriaWithoutWords("criteria")}, auto_fails = ${autoFailsWithoutWords("auto_fails")},
  injections = '[]', summary = '', strengths = '[]', improvements = '[]'`;
