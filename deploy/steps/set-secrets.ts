import * as z from "zod";

import { DeployError } from "../deploy-error.ts";
import type { Deployment, Place } from "../deployment.ts";
import { WranglerError } from "../wrangler.ts";

/** Keys that the Worker can use. None is needed for it to run: without a provider's key calls wait to be scored. */
const SECRETS = [
  { name: "GEMINI_API_KEY", what: "key of Google's Gemini, the first judge" },
  { name: "GROQ_API_KEY", what: "key of Groq, the second judge" },
  { name: "RESEND_API_KEY", what: "key of Resend, for reports by e-mail" },
] as const;
/** As its header reads `Authorization: Bearer KEY`: visible ASCII on one line. */
const KEY = /^[\x21-\x7e]{8,512}$/;

const listSchema = z.array(z.object({ name: z.string() }));

/**
 * Asks for the keys that the Worker lacks, without showing them, and hands them to wrangler over its standard input in one
 * request. `place` is null in a dry run without a sign-in. Where nobody can be asked they are taken from the environment's variables of the same names.
 */
export async function setSecrets(deployment: Deployment, place: Place | null): Promise<void> {
  const { dryRun, ask, env, say } = deployment;
  const present = place === null ? [] : await presentSecrets(place);
  const missing = SECRETS.filter(({ name }) => !present.includes(name));
  if (missing.length === 0) {
    say("Secrets: all are set.");
    return;
  }
  if (dryRun || place === null) {
    const names = missing.map(({ name }) => name).join(", ");
    say(`Secrets: would ask for ${names}; each can be left out.`);
    return;
  }
  const given: Record<string, string> = {};
  for (const { name, what } of missing) {
    const value =
      ask === null ? (env[name] ?? "") : await ask.secret(`${name}, ${what}; Enter leaves it out`);
    if (value.trim() === "") continue;
    if (!KEY.test(value.trim())) {
      throw new DeployError(`${name} must be one line of 8 to 512 characters without spaces.`);
    }
    given[name] = value.trim();
  }
  const names = Object.keys(given);
  if (names.length > 0) {
    await place.wrangler(["secret", "bulk", "--config", place.configPath], {
      input: JSON.stringify(given),
    });
  }
  const out = missing.map(({ name }) => name).filter((name) => !names.includes(name));
  say(
    `Secrets: ${names.length === 0 ? "nothing new" : `set ${names.join(", ")}`}${out.length === 0 ? "" : `; left out ${out.join(", ")}`}.`,
  );
  const hasJudge = [...present, ...names].some((name) =>
    /^(GEMINI|GROQ|OPENAI_COMPATIBLE)_API_KEY$/.test(name),
  );
  if (!hasJudge) {
    say(
      "  No judge has a key: calls arrive and wait to be scored. docs/providers.md says which fits; run this command again to set one.",
    );
  }
}

async function presentSecrets({ wrangler, configPath }: Place): Promise<string[]> {
  try {
    const output = await wrangler(["secret", "list", "--config", configPath]);
    return listSchema.parse(JSON.parse(output)).map(({ name }) => name);
  } catch (error) {
    // Before the first deployment there is no Worker that could have any.
    if (error instanceof WranglerError && /Worker "[^"]+".* not found/.test(error.output))
      return [];
    throw error;
  }
}
