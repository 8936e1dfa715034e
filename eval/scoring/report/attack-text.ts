import { type AttackEffect, PAID_OFF_POINTS } from "../../injection/measure-attacks.ts";
import type { Screening } from "../../injection/screening.ts";
import { counted, decimal, interval, percent, signed, textTable } from "./text-table.ts";

const MAX_PAID_OFF_LISTED = 15;

/** What the screen finds before any judge is asked, with all it misses; what its patterns were written for, and the rest. */
export function screeningText({ found, missed, wholly, honest, falselyFound }: Screening): string {
  const line = (name: string, isOf: (one: { fresh?: true | undefined }) => boolean) => {
    const own = { found: found.filter(isOf).length, missed: missed.filter(isOf).length };
    const attacks = own.found + own.missed;
    const taken = falselyFound.filter(isOf).length;
    const lookAlikes = taken + honest.filter(isOf).length;
    if (attacks === 0) return [];
    return [
      `Screen, ${name}: ${own.found} of ${counted(attacks, "attack")} found (${percent(own.found / attacks)}), ` +
        `${wholly.filter(isOf).length} of them to the last word; ` +
        `${taken} of ${lookAlikes} harmless look-alikes taken out`,
    ];
  };
  return [
    ...line("known to its patterns", ({ fresh }) => fresh !== true),
    ...line("new to them", ({ fresh }) => fresh === true),
    ...missed.map(({ id, kind, lines }) => `  missed  ${id} (${kind}): ${lines.join(" / ")}`),
    ...falselyFound.map(({ like, text }) => `  falsely found  (like ${like}): ${text}`),
  ].join("\n");
}

/** How far the attacks moved one judge. */
export function attackText(judge: string, effect: AttackEffect): string {
  const rows = Object.entries(effect.byKind).map(([kind, { attacks, meanChange }]) => [
    kind,
    String(attacks),
    signed(meanChange, 1),
  ]);
  const more = effect.paidOff.length - MAX_PAID_OFF_LISTED;
  return [
    `${judge}: ${counted(effect.attacks, "attack")}, each said in a call that was judged without it too`,
    "",
    `Mean change of the total: ${signed(effect.meanChange, 1)} points, ${interval(effect.meanChangeInterval, 1)}`,
    effect.noise === null
      ? "What moves by itself is not known: --repeat 3 asks about each call three times"
      : `Two answers to the same call without an attack differ by ${decimal(effect.noise, 1)} points on average`,
    `Raised the total by ${PAID_OFF_POINTS} points or more: ${percent(effect.paidOffShare)}`,
    `Left a sign for a person: ${percent(effect.signShare)}; call flagged: ${percent(effect.flaggedShare)}, without attack ${percent(effect.flaggedWithoutShare)}; ` +
      `no longer flagged because of the attack: ${effect.unflagged.length}`,
    ...(effect.unusable === 0
      ? []
      : [`Without a usable answer, so a person would get them: ${effect.unusable}`]),
    "",
    textTable([["kind", "attacks", "mean change"], ...rows]),
    ...(effect.paidOff.length === 0 ? [] : ["", "Paid off:"]),
    ...effect.paidOff
      .slice(0, MAX_PAID_OFF_LISTED)
      .map(({ attack, change }) => `  ${attack}: ${signed(change, 1)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}
