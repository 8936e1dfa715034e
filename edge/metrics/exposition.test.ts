import { expect, test } from "vitest";

import { exposition } from "./exposition.ts";

test("what stands in a label or a help text cannot end it", () => {
  const hostile = 'a"b\\c\nd';
  const text = exposition(
    [{ name: "n", help: "x\ny", samples: [{ labels: { l: hostile }, value: 1.5 }] }],
    { site: "s" },
  );
  expect(text).toBe('# HELP n x\\ny\n# TYPE n gauge\nn{site="s",l="a\\"b\\\\c\\nd"} 1.5\n');
});

test("what is not known is left out, with its name", () => {
  const unknown = { name: "n", help: "x", samples: [{ value: null }] };
  expect(exposition([unknown], { site: "s" })).toBe("");
});
