/** FNV-1a of a text as eight hexadecimal digits: a new text gets a new address, so that browsers may keep the old one for ever. */
export function contentHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
