const MAX_REMEMBERED = 5000;

export type WarningBook = {
  /** `key` says what it is about: the same thing is said once, whatever its words have become. */
  add(key: string, text: string): void;
  /** What is new since the last time. */
  take(): string[];
};

/** Keeps a look from repeating what an earlier one has said. */
export function createWarningBook(): WarningBook {
  const said = new Set<string>();
  let fresh: string[] = [];
  return {
    add(key, text) {
      if (said.has(key)) return;
      if (said.size >= MAX_REMEMBERED) said.clear();
      said.add(key);
      fresh.push(text);
    },
    take() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}
