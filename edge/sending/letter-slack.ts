import { oneLine, type Letter, type LetterPart } from "./letter.ts";

/*
 * A letter as Slack's Block Kit: https://docs.slack.dev/reference/block-kit/blocks. A message has at most 50 blocks, a header
 * 150 characters, a section's text 3,000; messages are refused from some 13,000 characters on
 * (https://github.com/slackapi/bolt-js/issues/2509).
 */

const MOST_BLOCKS = 50;
const MOST_HEADER_CHARS = 150;
const MOST_SECTION_CHARS = 3000;
const MOST_CHARS = 10_000;
const MOST_LINE_CHARS = 600;

type TextObject = { type: "mrkdwn" | "plain_text"; text: string };
export type SlackBlock =
  | { type: "header" | "section"; text: TextObject }
  | { type: "context"; elements: TextObject[] };
export type SlackMessage = { text: string; blocks: SlackBlock[] };

/** Slack's three control characters as entities, so that no text can mention anybody or be a link. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function letterSlack(letter: Letter): SlackMessage {
  const sections = letter.parts.flatMap(partSections);
  const blocks: SlackBlock[] = [
    {
      type: "header",
      text: { type: "plain_text", text: oneLine(letter.title, MOST_HEADER_CHARS) },
    },
    section(line(letter.lead)),
  ];
  let chars = letter.title.length + letter.lead.length + letter.footer.length;
  for (const text of sections) {
    chars += text.length;
    // One block is kept for the footer, and one to say that something is missing.
    if (chars > MOST_CHARS || blocks.length >= MOST_BLOCKS - 2) {
      blocks.push(section("_The rest is on the dashboard._"));
      break;
    }
    blocks.push(section(text));
  }
  blocks.push({ type: "context", elements: [{ type: "mrkdwn", text: line(letter.footer) }] });
  return { text: escapeMrkdwn(oneLine(letter.subject)), blocks };
}

function section(text: string): SlackBlock {
  return { type: "section", text: { type: "mrkdwn", text } };
}

function line(text: string): string {
  return escapeMrkdwn(oneLine(text, MOST_LINE_CHARS));
}

function partSections(part: LetterPart): string[] {
  switch (part.kind) {
    case "text":
      return [line(part.text)];
    case "warning":
      return [`:warning: ${line(part.text)}`];
    case "link":
      return [link(part.href, part.label)];
    case "facts":
      return inSections([
        ...(part.title === null ? [] : [`*${line(part.title)}*`]),
        ...part.rows.map(
          ({ name, value, note }) =>
            `${line(name)}: *${line(value)}*${note === "" ? "" : ` (${line(note)})`}`,
        ),
      ]);
    case "list":
      return inSections([
        `*${line(part.title)}*`,
        ...part.items.map(
          ({ title, href, text }) =>
            `• ${href === null ? line(title) : link(href, title)}${text === "" ? "" : `\n   ${line(text)}`}`,
        ),
        ...(part.rest === null ? [] : [line(part.rest)]),
      ]);
  }
}

/** `<address|label>`; a bar or an angle in either would end it early. */
function link(href: string, label: string): string {
  return `<${escapeMrkdwn(href).replaceAll("|", "%7C")}|${line(label).replaceAll("|", "/")}>`;
}

/** Lines in as few sections as hold them. */
function inSections(lines: readonly string[]): string[] {
  const sections: string[] = [];
  let current = "";
  for (const one of lines) {
    const longer = current === "" ? one : `${current}\n${one}`;
    if (longer.length > MOST_SECTION_CHARS) {
      sections.push(current);
      current = one;
    } else {
      current = longer;
    }
  }
  return current === "" ? sections : [...sections, current];
}
