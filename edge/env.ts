import type { ProviderKeys } from "./providers/provider-keys.ts";

/** Bindings as the platform gives them. Which judges there are is read from them by edge/settings. */
export interface Env {
  DB: D1Database;
  SCORING_PROVIDERS: string;
  GEMINI_MODEL: string;
  GEMINI_BASE_URL: string;
  OPENAI_COMPATIBLE_MODEL: string;
  OPENAI_COMPATIBLE_BASE_URL: string;
  GEMINI_API_KEY?: string;
  /** For the openai-compatible judges when they are Groq's. */
  GROQ_API_KEY?: string;
  /** For the openai-compatible judges of any other service; wins over GROQ_API_KEY. */
  OPENAI_COMPATIBLE_API_KEY?: string;
  /** For an AI Gateway that asks for one. */
  AI_GATEWAY_TOKEN?: string;
  /** Origins, separated by commas, whose pages may read the API; none unless it is set. */
  CORS_ORIGINS?: string;
  /** Without it no e-mail is sent. */
  RESEND_API_KEY?: string;
  /** Resend's own unless it is set: for a stand-in. */
  RESEND_BASE_URL?: string;
  /** `1` in development: webhooks may be on this machine. */
  ALERTS_ALLOW_LOOPBACK?: string;
  /** `TEAM.cloudflareaccess.com`, where Cloudflare Access stands before the Worker; together with ACCESS_AUDIENCE. */
  ACCESS_TEAM_DOMAIN?: string;
  /** The Access application's AUD tag, or several with commas. */
  ACCESS_AUDIENCE?: string;
  /** JSON: what the groups of an identity provider may do, such as `{"qa-managers":"manager"}`. */
  ACCESS_GROUP_ROLES?: string;
  /** Where the sound of calls lies; without it no site can switch its upload on. */
  AUDIO?: R2Bucket;
  /** `free` (default) or `paid`: how much one run of the cron may do. */
  WORKERS_PLAN?: string;
  FAILURES_BY_ADDRESS: RateLimit;
  FAILURES_OF_ALL: RateLimit;
}

type KeyVariables = Pick<
  Env,
  "GEMINI_API_KEY" | "GROQ_API_KEY" | "OPENAI_COMPATIBLE_API_KEY" | "AI_GATEWAY_TOKEN"
>;

/** The keys that are set; a blank one is not. */
export function providerKeys(env: KeyVariables): ProviderKeys {
  const secret = (value: string | undefined) => value?.trim() || null;
  return {
    gemini: secret(env.GEMINI_API_KEY),
    openAiCompatible: secret(env.OPENAI_COMPATIBLE_API_KEY) ?? secret(env.GROQ_API_KEY),
    aiGateway: secret(env.AI_GATEWAY_TOKEN),
  };
}
