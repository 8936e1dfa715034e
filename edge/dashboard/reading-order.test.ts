import { expect, test } from "vitest";

import { inReadingOrder } from "./reading-order.ts";

test("nothing that turns text around is left in a page, but for what its forms send", () => {
  const html = (text: string) =>
    `<p title="${text}">${text}</p><input name="${text}" value="${text}">`;
  const turned = "a\u202eb\u2067c\u2069\u202c";
  expect(inReadingOrder(html(turned))).toBe(
    `<p title="abc">abc</p><input name="${turned}" value="${turned}">`,
  );
  expect(inReadingOrder(html("שלום \u200fab"))).toBe(html("שלום \u200fab"));
});
