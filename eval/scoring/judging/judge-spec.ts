import { checkScoringSettings } from "#shared/contracts/scoring-settings.ts";

import { createProvider } from "../../../edge/providers/configure-providers.ts";
import { canBeAsked } from "../../../edge/providers/limited-judge.ts";
import {
  CURRENT_PROMPT,
  JUDGE_PROMPTS,
  type JudgePrompt,
} from "../../../edge/providers/prompts/judge-prompts.ts";
import type { ProviderKeys } from "../../../edge/providers/provider-keys.ts";
import { type Provider, PROVIDER_NAMES } from "../../../edge/providers/provider.ts";
import type { Turn } from "../../../edge/testing/provider-server/faults.ts";
import { createProviderServer } from "../../../edge/testing/provider-server/provider-server.ts";
import { UnusableInput } from "../unusable-input.ts";
import type { JudgeDefaults } from "./judge-defaults.ts";

/** `local` is a real adapter that talks to the stand-in server of edge/testing, in this process. */
export const JUDGE_KINDS = [...PROVIDER_NAMES, "local"] as const;
export type JudgeKind = (typeof JUDGE_KINDS)[number];

/** A judge as it is asked for on the command line; null leaves it to the defaults. */
export type JudgeSpec = { kind: JudgeKind; model: string | null; prompt: string | null };

export type Judge = {
  /** `provider:model@prompt`, which names it again on the command line. */
  label: string;
  provider: Provider;
  /** Whether its answers come from a machine that has not read the call. */
  isStandIn: boolean;
};

export type JudgeDeps = {
  fetch: typeof fetch;
  now: () => number;
  timeoutMs: number;
  keys: ProviderKeys;
  defaults: JudgeDefaults;
  baseUrl: string | null;
  /** Undefined leaves a limit to the catalogue, null takes it away. */
  limits: { requests_per_minute?: number | null; tokens_per_minute?: number | null };
  /** How `local` answers. */
  standIn: { turns: readonly Turn[]; afterwards: Turn };
};

/** Reads `provider:model@prompt`; model and prompt may be left out. Model ids may hold colons and at signs. */
export function parseJudgeSpec(text: string): JudgeSpec {
  const [, head = text, prompt = null] = /^(.+)@(call-judge-[\w.-]+)$/.exec(text) ?? [];
  const colon = head.indexOf(":");
  const kind = JUDGE_KINDS.find((name) => name === (colon < 0 ? head : head.slice(0, colon)));
  const model = colon < 0 ? null : head.slice(colon + 1);
  if (kind === undefined || model === "") {
    throw new UnusableInput(
      `“${text}” is no judge. Write provider:model@prompt, where provider is ${JUDGE_KINDS.join(", ")}.`,
    );
  }
  return { kind, model, prompt };
}

/** Builds the judge through the product's own settings check and adapters. */
export function createJudge(spec: JudgeSpec, deps: JudgeDeps): Judge {
  if (spec.kind === "rules") {
    if (spec.model !== null || spec.prompt !== null) {
      throw new UnusableInput("The built-in rules have neither a model nor a prompt to choose.");
    }
    const provider = createProvider({ provider: "rules" }, deps.keys, deps);
    return { label: "rules", provider, isStandIn: false };
  }
  const prompt = promptNamed(spec.prompt);
  const provider = spec.kind === "local" ? standIn(spec, prompt, deps) : real(spec, prompt, deps);
  return {
    label: `${spec.kind}:${provider.model}@${prompt.promptVersion}`,
    provider,
    isStandIn: spec.kind === "local",
  };
}

function promptNamed(name: string | null): JudgePrompt {
  if (name === null) return CURRENT_PROMPT;
  const prompt = JUDGE_PROMPTS.find(({ promptVersion }) => promptVersion === name);
  if (prompt !== undefined) return prompt;
  const known = JUDGE_PROMPTS.map(({ promptVersion }) => promptVersion).join(", ");
  throw new UnusableInput(`There is no prompt ${name}. There are: ${known}.`);
}

function real({ kind, model }: JudgeSpec, prompt: JudgePrompt, deps: JudgeDeps): Provider {
  const provider = kind === "gemini" ? "gemini" : "openai-compatible";
  const known = deps.defaults[provider];
  const settings = {
    provider,
    model: model ?? known.model,
    base_url: deps.baseUrl ?? known.base_url,
    limits: deps.limits,
  };
  return modelProvider(settings, prompt, deps.keys, deps);
}

/** Speaks Gemini's wire, or with a model of Groq's that one, to the real address by way of the stand-in. */
function standIn({ model }: JudgeSpec, prompt: JudgePrompt, deps: JudgeDeps): Provider {
  const provider = model !== null && model.includes("/") ? "openai-compatible" : "gemini";
  const known = deps.defaults[provider];
  const settings = {
    provider,
    model: model ?? known.model,
    base_url: known.base_url,
    limits: {
      requests_per_minute: deps.limits.requests_per_minute ?? null,
      tokens_per_minute: deps.limits.tokens_per_minute ?? null,
    },
  };
  const keys = { gemini: "gemini-test-key", openAiCompatible: "groq-test-key", aiGateway: null };
  const server = createProviderServer(deps.standIn);
  return modelProvider(settings, prompt, keys, { ...deps, fetch: server.fetch });
}

function modelProvider(
  settings: unknown,
  prompt: JudgePrompt,
  keys: ProviderKeys,
  { fetch, now, timeoutMs }: Pick<JudgeDeps, "fetch" | "now" | "timeoutMs">,
): Provider {
  const checked = checkScoringSettings({ providers: [settings] });
  if (!checked.ok) {
    const problems = checked.problems.map(
      ({ setting, problem }) => `${setting.replace(/^providers\.0\./, "")}: ${problem}`,
    );
    throw new UnusableInput(`The judge cannot be set up: ${problems.join("; ")}`);
  }
  const [judge] = checked.settings.providers;
  if (judge === undefined || !canBeAsked(judge, keys)) {
    throw new UnusableInput(
      judge?.provider === "gemini"
        ? "There is no key for gemini: set GEMINI_API_KEY."
        : "There is no key for openai-compatible: set GROQ_API_KEY, or OPENAI_COMPATIBLE_API_KEY for another service.",
    );
  }
  return createProvider(judge, keys, { fetch, now, timeoutMs, prompt });
}
