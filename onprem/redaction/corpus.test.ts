import { expect, test } from "vitest";

import { generateCorpus } from "./testing/corpus.ts";
import { scoreCorpus, scoreTable } from "./testing/score-corpus.ts";

test("print", () => {
  const score = scoreCorpus(generateCorpus(Number(process.env.SEED ?? 1), Number(process.env.N ?? 4000)));
  console.log(scoreTable(score));
  for (const [what, list] of [["LEAK", score.leaks], ["WRONG", score.wrongs]] as const)
    for (const [family, texts] of [...list].toSorted((a, b) => b[1].length - a[1].length))
      console.log(`${what} ${texts.length} ${family}\n` + texts.slice(0, Number(process.env.SHOW ?? 3)).map((t) => `   ${t}`).join("\n"));
  expect(1).toBe(1);
});
