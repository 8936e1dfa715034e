/** From which average mark a level of the heat map's scale begins; below the first is level 1. */
const LEVELS_FROM = [2.5, 3, 3.5, 4, 4.5] as const;

/** The level of an average mark, 1 (lowest) to 6; 0 for none. */
export function levelOf(average: number | null): number {
  return average === null ? 0 : 1 + LEVELS_FROM.filter((from) => average >= from).length;
}

/** What each level stands for. */
export const LEGEND = [
  { level: 1, text: `below ${LEVELS_FROM[0]}` },
  ...LEVELS_FROM.map((from, at) => ({ level: at + 2, text: `${from.toFixed(1)} and more` })),
];
