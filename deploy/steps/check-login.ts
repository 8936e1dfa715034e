import * as z from "zod";

import { DeployError } from "../deploy-error.ts";
import type { KnownIds } from "../deployed-config.ts";
import type { Deployment } from "../deployment.ts";
import { WranglerError } from "../wrangler.ts";

const whoSchema = z.discriminatedUnion("loggedIn", [
  z.object({ loggedIn: z.literal(false) }),
  z.object({
    loggedIn: z.literal(true),
    authType: z.string(),
    email: z.string().optional(),
    accounts: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
]);
type SignedIn = Extract<z.infer<typeof whoSchema>, { loggedIn: true }>;
type Account = SignedIn["accounts"][number];

/**
 * Who is signed in, and which of their accounts is meant; null in a dry run without a sign-in. Throws DeployError: not signed
 * in, no account, or several and none named.
 */
export async function checkLogin(
  deployment: Deployment,
  known: KnownIds | null,
): Promise<Account | null> {
  const { dryRun, say } = deployment;
  const who = await askWhoami(deployment);
  if (who === null) {
    const how =
      "sign in with npx wrangler login, or set CLOUDFLARE_API_TOKEN to a token with Workers Scripts: Edit, D1: Edit and Account Settings: Read";
    if (!dryRun) throw new DeployError(`Not signed in to Cloudflare: ${how}.`);
    say(`Sign-in: none yet; ${how}. What there is already cannot be looked up without.`);
    return null;
  }
  const account = await chooseAccount(deployment, who, known);
  say(`Sign-in: ${who.email ?? who.authType}, account ${account.name} (${account.id}).`);
  return account;
}

async function askWhoami({ wranglerFor }: Deployment): Promise<SignedIn | null> {
  let output: string;
  try {
    output = await wranglerFor(null)(["whoami", "--json"]);
  } catch (error) {
    if (!(error instanceof WranglerError) || !error.output.includes('"loggedIn"')) throw error;
    output = error.output;
  }
  const json = output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1);
  const who = whoSchema.safeParse(JSON.parse(json));
  if (!who.success) {
    throw new DeployError("wrangler whoami answers otherwise than this project's wrangler does.");
  }
  return who.data.loggedIn ? who.data : null;
}

async function chooseAccount(
  { owner, answers, env, ask, dryRun }: Deployment,
  { accounts }: SignedIn,
  known: KnownIds | null,
): Promise<Account> {
  const wanted =
    answers.account ?? owner.account_id ?? known?.accountId ?? env["CLOUDFLARE_ACCOUNT_ID"];
  const list = accounts.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  if (wanted !== undefined && wanted !== "") {
    const found = accounts.find(({ id }) => id === wanted);
    if (found !== undefined) return found;
    throw new DeployError(
      `This sign-in has no account ${wanted}. It has ${list === "" ? "none" : `these:\n${list}`}`,
    );
  }
  const [only] = accounts;
  if (only === undefined) {
    throw new DeployError(
      "This sign-in has no account. An API token needs Account Settings: Read, and an account among its resources.",
    );
  }
  if (accounts.length === 1) return only;
  if (ask !== null && !dryRun) {
    const answer = await ask.text(`Which account?\n${list}\nIts id`, null);
    const chosen = accounts.find(({ id }) => id === answer.trim());
    if (chosen !== undefined) return chosen;
  }
  throw new DeployError(
    `This sign-in has several accounts; say which with --account ID, or account_id in the deployment's .toml file:\n${list}`,
  );
}
