/** Which judges the demo's Worker asks, and the keys it needs for them. */
export type ScoringProvider = {
  description: string;
  vars: Record<string, string>;
  secrets: Record<string, string>;
};

/** The real providers whose keys are in the environment; without any the built-in rules. */
export function chooseScoringProvider(env: NodeJS.ProcessEnv): ScoringProvider {
  const available = [
    { name: "gemini", title: "Gemini", key: "GEMINI_API_KEY" },
    { name: "openai-compatible", title: "Groq", key: "GROQ_API_KEY" },
  ].flatMap((provider) => {
    const secret = env[provider.key]?.trim() ?? "";
    return secret === "" ? [] : [{ ...provider, secret }];
  });
  if (available.length === 0) {
    return {
      description: "built-in rules (no key needed; set GEMINI_API_KEY or GROQ_API_KEY for a model)",
      vars: { SCORING_PROVIDERS: "rules" },
      secrets: {},
    };
  }
  return {
    description: available.map((provider) => provider.title).join(", then "),
    vars: { SCORING_PROVIDERS: available.map((provider) => provider.name).join(",") },
    secrets: Object.fromEntries(available.map((provider) => [provider.key, provider.secret])),
  };
}
