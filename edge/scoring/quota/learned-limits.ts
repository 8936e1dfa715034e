import {
  LIMIT_NAMES,
  type LimitName,
  type Provider,
  type ProviderLimits,
  type StatedLimits,
} from "../../providers/provider.ts";

export type LearnedLimit = {
  provider: string;
  model: string;
  limitName: LimitName;
  value: number;
  learnedAtMs: number;
};

/** What has to be known of a judge to say what limits it. */
export type LimitedJudge = Pick<Provider, "name" | "model" | "limits" | "limitsSet">;

/** What a provider said a day ago may have changed since, as an account may have; it is learned again from its next answer. */
export const LEARNED_FOR_MS = 24 * 3_600_000;
/** The same value is written down again only so often. */
const REFRESH_MS = 12 * 3_600_000;

/** What providers have said of their limits: known when a tick begins, and learned in it. */
export class LearnedLimits {
  readonly #known: Map<string, LearnedLimit>;
  readonly #changed: Set<string>;
  readonly #dayShare: number;

  constructor(
    known: readonly LearnedLimit[],
    shared = {
      known: new Map(known.map((limit) => [keyOf(limit, limit.limitName), limit])),
      changed: new Set<string>(),
      dayShare: 1,
    },
  ) {
    this.#known = shared.known;
    this.#changed = shared.changed;
    this.#dayShare = shared.dayShare;
  }

  /** The same knowledge, but of each day's limit only a share: for work that leaves the rest to more urgent work. */
  ofDay(dayShare: number): LearnedLimits {
    return new LearnedLimits([], { known: this.#known, changed: this.#changed, dayShare });
  }

  /**
   * The limits that hold for a provider: what it said itself rather than what the catalogue assumes, but never more than
   * a person has set.
   */
  of(provider: LimitedJudge, nowMs: number): ProviderLimits {
    const limits = { ...provider.limits };
    for (const name of LIMIT_NAMES) {
      const learned = this.valueOf(provider, name, nowMs);
      if (learned === null) continue;
      const own = limits[name];
      const isSet = own !== null && provider.limitsSet.includes(name);
      limits[name] = isSet ? Math.min(own, learned) : learned;
    }
    for (const name of ["requestsPerDay", "tokensPerDay"] as const) {
      const whole = limits[name];
      if (whole !== null) limits[name] = Math.floor(whole * this.#dayShare);
    }
    return limits;
  }

  /** What a provider said of one of its limits within the last day; null when it did not. */
  valueOf(provider: LimitedJudge, name: LimitName, nowMs: number): number | null {
    const learned = this.#learned(provider, name);
    return learned === undefined || learned.learnedAtMs <= nowMs - LEARNED_FOR_MS
      ? null
      : learned.value;
  }

  learn(provider: LimitedJudge, stated: StatedLimits, nowMs: number): void {
    for (const limitName of LIMIT_NAMES) {
      const said = stated[limitName];
      if (said === undefined) continue;
      const before = this.#learned(provider, limitName);
      const isNews = before?.value !== said.limit || before.learnedAtMs <= nowMs - REFRESH_MS;
      if (!isNews) continue;
      const key = keyOf({ provider: provider.name, model: provider.model }, limitName);
      this.#known.set(key, {
        provider: provider.name,
        model: provider.model,
        limitName,
        value: said.limit,
        learnedAtMs: nowMs,
      });
      this.#changed.add(key);
    }
  }

  /** What was learned since the tick began. */
  news(): LearnedLimit[] {
    return [...this.#known].filter(([key]) => this.#changed.has(key)).map(([, limit]) => limit);
  }

  #learned({ name, model }: LimitedJudge, limitName: LimitName): LearnedLimit | undefined {
    return this.#known.get(keyOf({ provider: name, model }, limitName));
  }
}

function keyOf({ provider, model }: { provider: string; model: string }, name: LimitName): string {
  return `${provider}\n${model}\n${name}`;
}
