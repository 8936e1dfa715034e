import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import * as z from "zod";

import { logEvent } from "../../errors/log-event.ts";
import { readBounded } from "../../ingest/read-bounded.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** Access changes its keys every six weeks and lets the old ones go on for seven days: an hour is early enough. */
const FRESH_FOR_MS = HOUR_MS;
/** While the team's address does not answer, known keys go on for so long. */
const USABLE_FOR_MS = 24 * HOUR_MS;
/** Neither an address that is away nor tokens with invented key ids have it asked more often. */
const COOLDOWN_MS = 30 * SECOND_MS;
const TIMEOUT_MS = 5 * SECOND_MS;

/** What Access serves; of other kinds of keys, and of the certificates beside them, nothing is used. */
const certsSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(50) });
const keySchema = z.object({
  kty: z.literal("RSA"),
  use: z.literal("sig").optional(),
  alg: z.literal("RS256").optional(),
  kid: z.string().min(1),
  n: z.string().min(1),
  e: z.string().min(1),
});

/** There are no keys to check a token with; nothing is said about the token. */
export class AccessKeysUnavailable extends Error {
  override name = "AccessKeysUnavailable";
}

type KnownKeys = { teamUrl: string; find: JWTVerifyGetKey; fetchedAtMs: number };

/**
 * The keys of a team's tokens, kept in memory from one request to the next. No promise is: on Workers what one request
 * waits for cannot be waited for by another.
 */
export class AccessKeys {
  readonly #fetch: typeof fetch;
  readonly #now: () => number;
  readonly #timeoutMs: number;
  #known: KnownKeys | null = null;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  #hasFailed = false;

  constructor(deps: { fetch: typeof fetch; now: () => number; timeoutMs?: number }) {
    this.#fetch = deps.fetch;
    this.#now = deps.now;
    this.#timeoutMs = deps.timeoutMs ?? TIMEOUT_MS;
  }

  /**
   * Finds the key that a token of this team names, for jose's `jwtVerify`. One that is not known has the keys fetched once
   * more. The finder throws AccessKeysUnavailable, or jose's JWKSNoMatchingKey.
   */
  finderFor(teamUrl: string): JWTVerifyGetKey {
    return async (header, token) => {
      const known = await this.#current(teamUrl);
      try {
        return await find(known, header, token);
      } catch (thrown) {
        if (!(thrown instanceof errors.JWKSNoMatchingKey) || this.#isCoolingDown()) throw thrown;
        const renewed = await this.#renew(teamUrl);
        if (renewed === null) throw thrown;
        return find(renewed, header, token);
      }
    };
  }

  async #current(teamUrl: string): Promise<KnownKeys> {
    const known = this.#known?.teamUrl === teamUrl ? this.#known : null;
    const ageMs = known === null ? Number.POSITIVE_INFINITY : this.#now() - known.fetchedAtMs;
    if (known !== null && ageMs < FRESH_FOR_MS) return known;
    const usable = ageMs < USABLE_FOR_MS ? known : null;
    // While another request of a new isolate is asking, this one asks as well: it has nothing to go by.
    const mustWait = this.#isCoolingDown() && (usable !== null || this.#hasFailed);
    const renewed = mustWait ? null : await this.#renew(teamUrl);
    const keys = renewed ?? usable;
    if (keys === null) throw new AccessKeysUnavailable();
    return keys;
  }

  #isCoolingDown(): boolean {
    return this.#now() - this.#triedAtMs < COOLDOWN_MS;
  }

  /** Null when no keys came. */
  async #renew(teamUrl: string): Promise<KnownKeys | null> {
    this.#triedAtMs = this.#now();
    try {
      const find = createLocalJWKSet({ keys: await this.#fetchKeys(teamUrl) });
      this.#known = { teamUrl, find, fetchedAtMs: this.#now() };
      this.#hasFailed = false;
      return this.#known;
    } catch (thrown) {
      this.#hasFailed = true;
      logEvent("access_keys_unavailable", { reason: reasonOf(thrown) });
      return null;
    }
  }

  async #fetchKeys(teamUrl: string): Promise<z.infer<typeof keySchema>[]> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    const ask = async () => {
      const response = await this.#fetch(`${teamUrl}/cdn-cgi/access/certs`, {
        headers: { Accept: "application/json" },
        redirect: "manual",
        signal,
      });
      if (response.status !== 200 || response.body === null) {
        throw new UnusableCerts(`status ${response.status}`);
      }
      return keysIn(await readBounded(response.body));
    };
    // The signal alone would do for a well-behaved fetch; the race makes the limit hold for any.
    return Promise.race([ask(), late]);
  }
}

class UnusableCerts extends Error {}

function keysIn(body: Uint8Array): z.infer<typeof keySchema>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new UnusableCerts("not JSON");
  }
  const certs = certsSchema.safeParse(parsed);
  const keys = (certs.data?.keys ?? []).flatMap((key) => keySchema.safeParse(key).data ?? []);
  if (keys.length === 0) throw new UnusableCerts("no keys");
  return keys;
}

/** For the log; what a failed fetch says is left out, as the messages of all errors are. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof UnusableCerts) return thrown.message;
  const isLate = thrown instanceof Error && thrown.name === "TimeoutError";
  return isLate ? "no answer in time" : "the connection failed, or gave too much";
}

async function find(known: KnownKeys, ...asked: Parameters<JWTVerifyGetKey>) {
  try {
    return await known.find(...asked);
  } catch (thrown) {
    if (thrown instanceof errors.JOSEError) throw thrown;
    // A key that cannot be imported was served by the team's address; the token may well be right.
    throw new AccessKeysUnavailable();
  }
}
