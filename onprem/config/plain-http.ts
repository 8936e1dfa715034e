/** Whether what is sent to this address leaves the host, and unencrypted. False for what is no address at all. */
export function leavesInPlainHttp(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isLoopback(hostname);
}

/** As URL writes it: 127.1 is 127.0.0.1 by then, and an IPv6 address stands in brackets. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
