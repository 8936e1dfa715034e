const WORDS: Record<string, string> = {
  zero: "0",
  oh: "0",
  o: "0",
  nought: "0",
  one: "1",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  ten: "10",
  eleven: "11",
  twelve: "12",
  thirteen: "13",
  fourteen: "14",
  fifteen: "15",
  sixteen: "16",
  seventeen: "17",
  eighteen: "18",
  nineteen: "19",
  hundred: "00",
};
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const REPEATERS: Record<string, number> = { double: 2, triple: 3 };

/** Scripts whose numerals a card may be written in, each from 0 to 9. */
export const NUMERALS: [string, ...string[]] = [
  "0123456789",
  "０１２３４５６７８９",
  "٠١٢٣٤٥٦٧٨٩",
  "۰۱۲۳۴۵۶۷۸۹",
  "०१२३४५६७८९",
  "⁰¹²³⁴⁵⁶⁷⁸⁹",
];

/** All digits that somebody who reads a text hears in it, whatever lies between them; nothing of the redactor is used. */
export function heardDigits(text: string): string {
  let plain = text.replaceAll(/[\u200B-\u200F\u2060\uFEFF\u00AD]/g, "").toLowerCase();
  for (const numerals of NUMERALS) {
    for (const [digit, numeral] of [...numerals].entries())
      plain = plain.replaceAll(numeral, String(digit));
  }
  const words = plain.match(/[a-z]+|\d/g) ?? [];
  let heard = "";
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const next = WORDS[words[at + 1] ?? ""] ?? "";
    const times = REPEATERS[word];
    const ten = TENS.indexOf(word);
    if (times !== undefined && next.length === 1) {
      heard += next.repeat(times);
      at++;
    } else if (ten !== -1) {
      const hasUnit = next.length === 1 && next !== "0";
      heard += `${ten + 2}${hasUnit ? next : "0"}`;
      if (hasUnit) at++;
    } else {
      heard += /\d/.test(word) ? word : (WORDS[word] ?? "");
    }
  }
  return heard;
}
