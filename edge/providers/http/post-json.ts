import { failure } from "../failure.ts";
import type { ProviderFailure } from "../provider.ts";

export type JsonPost = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
};

export type HttpAnswer = { status: number; headers: Headers; body: string };

export type PostOutcome =
  | { ok: true; answer: HttpAnswer }
  | { ok: false; failure: ProviderFailure };

/** A full answer has some 15,000 characters; what is far beyond that is not one. */
const MAX_BODY_BYTES = 1_000_000;

class BodyTooLarge extends Error {}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      // Not awaited: a peer that never ends its body may not end its cancellation either.
      reader.cancel().catch(() => undefined);
      throw new BodyTooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/**
 * Sends one request and reads its answer, both within `timeoutMs`. Whatever goes wrong on the way is a failure, never a
 * throw. Redirects are not followed, because they would carry the key to another host.
 */
export async function postJson(
  fetchAnswer: typeof fetch,
  post: JsonPost,
  timeoutMs: number,
): Promise<PostOutcome> {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), timeoutMs);
  try {
    const exchange = async (): Promise<PostOutcome> => {
      const response = await fetchAnswer(post.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...post.headers },
        body: JSON.stringify(post.body),
        redirect: "manual",
        signal: aborter.signal,
      });
      const body = await readBounded(response);
      return { ok: true, answer: { status: response.status, headers: response.headers, body } };
    };
    // The signal alone would do for a well-behaved fetch; the race makes the limit hold for any.
    return await Promise.race([exchange(), rejectOnAbort(aborter.signal)]);
  } catch (error) {
    if (aborter.signal.aborted) {
      return { ok: false, failure: failure("timeout", `No answer within ${timeoutMs} ms.`) };
    }
    if (error instanceof BodyTooLarge) {
      return {
        ok: false,
        failure: failure("malformed", `The answer is larger than ${MAX_BODY_BYTES} bytes.`),
      };
    }
    // The error's own text is left out: it may name the address or repeat what was sent.
    return { ok: false, failure: failure("overload", "The connection failed or broke off.") };
  } finally {
    clearTimeout(timer);
  }
}
