import { exportJWK, generateKeyPair, SignJWT } from "jose";

import type { Env } from "../../../env.ts";

const TEAM_DOMAIN = "nightshift-test.cloudflareaccess.com";
export const TEAM_URL = `https://${TEAM_DOMAIN}`;
export const AUDIENCE = "32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228";

/** The Worker's variables behind this team. */
export const ACCESS_VARIABLES = {
  ACCESS_TEAM_DOMAIN: TEAM_DOMAIN,
  ACCESS_AUDIENCE: AUDIENCE,
} satisfies Partial<Env>;

type KeyPair = { kid: string; privateKey: CryptoKey; publicJwk: object };

/** How the certs endpoint answers; `right` is as Cloudflare does. */
type Answering = "right" | (() => Promise<Response>);

export type AccessTeam = {
  /** Answers for the team's keys alone, and throws at any other request. */
  fetch: typeof fetch;
  /** How often the keys were asked for. */
  asked: () => number;
  answer: (how: Answering) => void;
  /** From now on tokens are signed with a new key; the old one is served beside it unless it is dropped. */
  rotate: (options?: { dropOld: boolean }) => Promise<void>;
  /** The public key that is served, as somebody who confuses algorithms would use it. */
  publicKeyText: () => string;
  /** A token as Access makes it for somebody, with these claims instead of its own. */
  token: (
    nowMs: number,
    claims?: Record<string, unknown>,
    header?: { kid: string },
  ) => Promise<string>;
};

/** Stands in for a Cloudflare Access team: what it signs, and the address of its keys. */
export async function accessTeam(): Promise<AccessTeam> {
  let served = [await newKeyPair("key-1")];
  let answering: Answering = "right";
  let asked = 0;
  const newest = (): KeyPair => {
    const pair = served.at(-1);
    if (pair === undefined) throw new Error("There is always a key.");
    return pair;
  };
  return {
    fetch: async (input, init) => {
      asked += 1;
      const request = new Request(input, init);
      if (request.method !== "GET" || request.url !== `${TEAM_URL}/cdn-cgi/access/certs`) {
        throw new Error(`Nobody but the team's keys may be asked for: ${request.url}`);
      }
      if (request.headers.has("Cookie") || request.headers.has("Authorization")) {
        throw new Error("Who asks is the team's business no more than whom it lets in.");
      }
      if (answering !== "right") return answering();
      return Response.json({
        keys: served.map(({ publicJwk }) => publicJwk),
        public_cert: { kid: newest().kid, cert: "-----BEGIN CERTIFICATE-----" },
        public_certs: served.map(({ kid }) => ({ kid, cert: "-----BEGIN CERTIFICATE-----" })),
      });
    },
    asked: () => asked,
    answer: (how) => {
      answering = how;
    },
    rotate: async ({ dropOld } = { dropOld: false }) => {
      const next = await newKeyPair(`key-${Number(newest().kid.slice(4)) + 1}`);
      served = dropOld ? [next] : [newest(), next];
    },
    publicKeyText: () => JSON.stringify(newest().publicJwk),
    token: (nowMs, claims = {}, header = { kid: newest().kid }) => {
      const nowSec = Math.floor(nowMs / 1000);
      return new SignJWT({
        aud: [AUDIENCE],
        email: "jo@example.org",
        exp: nowSec + 3600,
        iat: nowSec,
        nbf: nowSec,
        iss: TEAM_URL,
        type: "app",
        identity_nonce: "6ei69kawdKzMIAPF",
        sub: "7335d417-61da-459d-899c-0a01c76a2f94",
        country: "US",
        ...claims,
      })
        .setProtectedHeader({ alg: "RS256", typ: "JWT", ...header })
        .sign(newest().privateKey);
    },
  };
}

/** What Access gives a service token: no e-mail address, no subject. */
export const SERVICE_TOKEN_CLAIMS = {
  email: undefined,
  aud: AUDIENCE,
  common_name: "e367826f93b8d71185e03fe518aff3b4.access",
  sub: "",
  nbf: undefined,
  identity_nonce: undefined,
  country: undefined,
};

async function newKeyPair(kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" };
  return { kid, privateKey, publicJwk };
}
