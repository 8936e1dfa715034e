export type CachedAnswer = { body: string; headers: Readonly<Record<string, string>> };

const MAX_ANSWERS = 300;
const MAX_TOTAL_CHARS = 4_000_000;
const MAX_ANSWER_CHARS = 500_000;

/**
 * Answers that this instance of the Worker gave lately, by a key that names everything they depend on: the site, what was
 * asked, the site's revision and its date. It is looked into only after the request's authority is proven. Panels that ask
 * every half minute and send no If-None-Match are answered from here. The platform's Cache API is not used: it does
 * nothing on workers.dev and behind Access.
 */
export class AnswerCache {
  readonly #answers = new Map<string, CachedAnswer>();
  #totalChars = 0;

  get(key: string): CachedAnswer | null {
    const answer = this.#answers.get(key);
    if (answer === undefined) return null;
    // The least recently used is forgotten first: a map keeps the order of insertion.
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
  }

  put(key: string, answer: CachedAnswer): void {
    if (answer.body.length > MAX_ANSWER_CHARS) return;
    this.#forget(key);
    this.#answers.set(key, answer);
    this.#totalChars += answer.body.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= MAX_ANSWERS && this.#totalChars <= MAX_TOTAL_CHARS) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#totalChars -= this.#answers.get(key)?.body.length ?? 0;
    this.#answers.delete(key);
  }
}
