const utf8 = () => new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a list as spreadsheets and exports write it: UTF-16 when its mark says so, UTF-8 (with or without a mark)
 * when it is valid, else Windows-1252, which Latin-1 is a part of. A character that is only half written at the end is left
 * out.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  for (let cut = 0; cut <= 3 && cut <= bytes.length; cut++) {
    try {
      const text = utf8().decode(bytes.subarray(0, bytes.length - cut));
      // A lone accent at the very end of plain text is Latin-1, not the half of something.
      if (cut === 0 || /[^\0-\x7f]/.test(text)) return text;
    } catch {
      // Not UTF-8 up to there.
    }
  }
  return new TextDecoder("windows-1252").decode(bytes);
}
