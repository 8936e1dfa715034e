/**
 * A name as ViciDial's collation (utf8_unicode_ci) compares it: case, accents and spaces at the end do not count. Names
 * that the database holds for equal must be equal here too.
 */
export function sameName(name: string): string {
  return name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().trimEnd();
}
