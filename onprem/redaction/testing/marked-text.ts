import type { RedactionKind } from "#shared/contracts/transcript.ts";

/** Something that has to be taken out: offsets in the text of its segment. */
export interface Secret {
  kind: RedactionKind;
  segment: number;
  start: number;
  end: number;
}

export interface MarkedCall {
  texts: string[];
  secrets: Secret[];
}

const MARK = /\{(?<kind>[a-z_]+):(?<said>[^{}]*)\}/g;
const MARKABLE: Record<string, RedactionKind> = {
  card: "card",
  security_code: "security_code",
  expiry: "expiry",
  bank_account: "bank_account",
  sort_code: "sort_code",
  national_id: "national_id",
  email: "email",
  phone: "phone",
};

/** Puts a mark around what has to be taken out: `{card:four two}`. */
export function mark(kind: RedactionKind, said: string): string {
  return `{${kind}:${said}}`;
}

/** Reads the marks of a call's lines; its texts are without them. */
export function readMarks(lines: readonly string[]): MarkedCall {
  const secrets: Secret[] = [];
  const texts = lines.map((line, segment) => {
    let text = "";
    let from = 0;
    for (const found of line.matchAll(MARK)) {
      const kind = MARKABLE[found.groups?.["kind"] ?? ""];
      if (kind === undefined) throw new Error(`an unknown mark: ${found[0]}`);
      text += line.slice(from, found.index);
      const said = found.groups?.["said"] ?? "";
      secrets.push({ kind, segment, start: text.length, end: text.length + said.length });
      text += said;
      from = found.index + found[0].length;
    }
    return text + line.slice(from);
  });
  return { texts, secrets };
}
