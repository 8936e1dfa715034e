const LABEL_CHARS = 12;

/** A label in a column of its own, and lines beside it. */
export function section(label: string, lines: readonly string[], width: number): string[] {
  return lines.flatMap((line, index) =>
    wrapped((index === 0 ? label : "").padEnd(LABEL_CHARS), line, width),
  );
}

/** Breaks text between words so that it stays beside its head. */
export function wrapped(head: string, text: string, width: number): string[] {
  const room = Math.max(width - head.length, 24);
  const indent = /^\s*/.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.trimStart().split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > room) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part, index) =>
    `${index === 0 ? head : " ".repeat(head.length)}${indent}${part}`.trimEnd(),
  );
}
