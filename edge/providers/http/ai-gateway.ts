const HOST = "gateway.ai.cloudflare.com";

/**
 * The service that a Cloudflare AI Gateway's base URL leads to, such as `groq` in
 * `https://gateway.ai.cloudflare.com/v1/ACCOUNT/GATEWAY/groq`; null for any other address.
 */
export function gatewayService(baseUrl: string): string | null {
  const { hostname, pathname } = new URL(baseUrl);
  return hostname === HOST ? (pathname.split("/")[4] ?? "") : null;
}

/**
 * Headers for a request through an AI Gateway; none for any other address. Bodies are kept out of its logs, because they
 * hold transcripts, and nothing comes from its cache, because a second judgement has to be one.
 */
export function gatewayHeaders(baseUrl: string, token: string | null): Record<string, string> {
  if (gatewayService(baseUrl) === null) return {};
  return {
    "cf-aig-collect-log-payload": "false",
    "cf-aig-skip-cache": "true",
    ...(token === null ? {} : { "cf-aig-authorization": `Bearer ${token}` }),
  };
}
