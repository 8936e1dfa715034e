import { describe, expect, test } from "vitest";

import { answerAsSlack } from "../testing/message-server/slack-wire.ts";
import { letterHtml } from "./letter-html.tsx";
import { letterSlack } from "./letter-slack.ts";
import { letterText } from "./letter-text.ts";
import { letterSchema, oneLine, type Letter, type LetterPart } from "./letter.ts";

const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `<!channel> <!here> <@U123> <https://evil.example|your bank>`,
  "a|b > c & d",
  "two\r\nlines\r\nBcc: victim@example.com",
  "\u202Egnp.exe\u0000\u0007",
  "*bold* _it_ `code` ~gone~ &lt;!channel&gt;",
  "x".repeat(5000),
];

function letterOf(text: string, items = 1): Letter {
  const parts: LetterPart[] = [
    { kind: "text", text },
    { kind: "warning", text },
    { kind: "facts", title: text, rows: [{ name: text, value: text, note: text }] },
    {
      kind: "list",
      title: text,
      items: Array.from({ length: items }, () => ({
        title: text,
        href: "https://qa.example.com/calls/a%7Cb",
        text,
      })),
      rest: text,
    },
    { kind: "link", label: text, href: "https://qa.example.com/" },
  ];
  return letterSchema.parse({
    subject: text,
    title: text,
    lead: text,
    tone: "bad",
    parts,
    footer: text,
    event: { type: "test", data: { text } },
  });
}

describe.each(HOSTILE)("hostile text %#", (text) => {
  test("is text in an e-mail: nothing but what the letter itself has", () => {
    const harmless = (html: string) => html.match(/<[a-z][^>]*>/gi) ?? [];
    const html = letterHtml(letterOf(text));
    expect(harmless(html)).toEqual(harmless(letterHtml(letterOf("harmless"))));
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test("mentions nobody and links nowhere in Slack, which takes the message", async () => {
    const message = letterSlack(letterOf(text, 40));
    const said = message.blocks
      .flatMap((block) => (block.type === "context" ? block.elements : [block.text]))
      .filter(({ type }) => type === "mrkdwn")
      .map((one) => one.text);
    const tags = [message.text, ...said].flatMap((one) => one.match(/<[^>]*>/g) ?? []);
    for (const tag of tags) expect(tag).toMatch(/^<https:\/\/qa\.example\.com\/[^|<>]*\|[^|<>]*>$/);
    const channel = { path: "/services/x", posted: [] };
    const headers = new Headers({ "content-type": "application/json" });
    const request = { path: "/services/x", headers, body: JSON.stringify(message) };
    expect(await answerAsSlack(request, channel, "good").text()).toBe("ok");
  });

  test("adds no line to the text part, and none to a subject", () => {
    const lines = (one: string) => letterText(letterOf(one)).split("\n").length;
    expect(lines(text)).toBe(lines("harmless"));
    expect(oneLine(text)).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(oneLine(text).length).toBeLessThanOrEqual(200);
  });
});

test("a letter with more than Slack takes says that the rest is elsewhere", () => {
  const { blocks } = letterSlack(letterOf("words ".repeat(90), 60));
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks)).toContain("The rest is on the dashboard");
  expect(blocks.at(-1)).toMatchObject({ type: "context" });
});
