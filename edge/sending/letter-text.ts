import type { Letter, LetterPart } from "./letter.ts";
import { oneLine } from "./letter.ts";

const MOST_CHARS = 2000;
const line = (text: string) => oneLine(text, MOST_CHARS);

/** A letter as plain text. */
export function letterText({ title, lead, parts, footer }: Letter): string {
  const blocks = [`${line(title)}\n${line(lead)}`, ...parts.map(partText), `-- \n${line(footer)}`];
  return `${blocks.join("\n\n")}\n`;
}

function partText(part: LetterPart): string {
  switch (part.kind) {
    case "text":
      return line(part.text);
    case "warning":
      return `! ${line(part.text)}`;
    case "link":
      return `${line(part.label)}: ${part.href}`;
    case "facts": {
      const width = Math.max(...part.rows.map(({ name }) => name.length)) + 2;
      const rows = part.rows.map(({ name, value, note }) =>
        `${line(name).padEnd(width)}${line(value)}${note === "" ? "" : `  (${line(note)})`}`.trimEnd(),
      );
      return [...(part.title === null ? [] : [heading(part.title)]), ...rows].join("\n");
    }
    case "list": {
      const items = part.items.map(({ title, href, text }) =>
        [
          `* ${line(title)}`,
          ...(text === "" ? [] : [`  ${line(text)}`]),
          ...(href === null ? [] : [`  ${href}`]),
        ].join("\n"),
      );
      return [heading(part.title), ...items, ...(part.rest === null ? [] : [line(part.rest)])].join(
        "\n",
      );
    }
  }
}

function heading(text: string): string {
  return line(text).toUpperCase();
}
