/*
 * Where webhooks may go. Cloudflare's network reaches no private network by itself; names and numbers of such are refused all the
 * same, because a tunnel or another platform might.
 */

const PRIVATE_SUFFIXES = [
  "localhost",
  "local",
  "internal",
  "intranet",
  "lan",
  "home",
  "corp",
  "test",
  "invalid",
  "home.arpa",
];
const SLACK_HOSTS = ["hooks.slack.com", "hooks.slack-gov.com"];

export type CheckedAddress = { ok: true; url: string } | { ok: false; problem: string };

/** Whether messages may be posted to an address: https to a public name, without user or password. */
export function checkWebhookAddress(text: string, allowLoopback: boolean): CheckedAddress {
  if (!URL.canParse(text)) return refused("an https address");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    return refused("an address without user and password");
  const host = url.hostname.toLowerCase().replace(/\.$/, "");
  if (allowLoopback && isLoopback(host) && /^https?:$/.test(url.protocol)) return accepted(url);
  if (url.protocol !== "https:") return refused("an https address");
  // The parser has turned every way to write a number into four parts or brackets.
  if (/^[\d.]+$/.test(host) || host.startsWith("["))
    return refused("a host's name, not its number");
  if (
    !host.includes(".") ||
    PRIVATE_SUFFIXES.some((suffix) => host === suffix || host.endsWith(`.${suffix}`))
  ) {
    return refused("a public host: messages are sent from Cloudflare's network");
  }
  return accepted(url);
}

/** The same for Slack's own addresses. */
export function checkSlackAddress(text: string, allowLoopback: boolean): CheckedAddress {
  const checked = checkWebhookAddress(text, allowLoopback);
  if (!checked.ok)
    return refused("the webhook's address as Slack shows it: https://hooks.slack.com/services/…");
  const url = new URL(checked.url);
  const isSlack = SLACK_HOSTS.includes(url.hostname) || (allowLoopback && isLoopback(url.hostname));
  return isSlack && /^\/(services|workflows|triggers)\/./.test(url.pathname)
    ? checked
    : refused("the webhook's address as Slack shows it: https://hooks.slack.com/services/…");
}

/** What of a secret address may be shown. */
export function shownAddress(kind: "email" | "slack" | "webhook", address: string): string {
  return kind === "email" ? address : `${new URL(address).host}/…`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}

function accepted(url: URL): CheckedAddress {
  url.hash = "";
  return { ok: true, url: url.href };
}

function refused(problem: string): CheckedAddress {
  return { ok: false, problem };
}
