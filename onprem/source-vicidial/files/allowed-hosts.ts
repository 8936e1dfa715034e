/** A row of ViciDial's `servers` table, as far as it says under which names a host serves its recordings. */
export type ServerHosts = {
  serverIp: string;
  altServerIp: string | null;
  externalServerIp: string | null;
  /** SERVER_IP, ALT_IP or EXTERNAL_IP: which of these `location` is to be read with. */
  recordingWebLink: string;
};

/** Whom recordings may be fetched from: hosts as `name` or `name:port`, lower case. */
export type AllowedHosts = { hosts: ReadonlySet<string>; servers: readonly ServerHosts[] };

const DEFAULT_PORTS: Record<string, string> = { "http:": "80", "https:": "443" };

/** The hosts of this site: those of ViciDial's `servers` table and those that the configuration adds. */
export function allowedHosts(
  servers: readonly ServerHosts[],
  configured: readonly string[],
): AllowedHosts {
  const named = [
    ...servers.flatMap((server) => [server.serverIp, server.altServerIp, server.externalServerIp]),
    ...configured,
  ];
  return { hosts: new Set(named.map(hostOf).filter((host) => host !== null)), servers };
}

/**
 * The address to fetch a `location` from, its host replaced as ViciDial's own pages do by recording_web_link; null when
 * it is no plain web address or its host is not this site's.
 */
export function recordingUrl(location: string, allowed: AllowedHosts): URL | null {
  const url = webAddress(location);
  if (url === null) return null;
  const server = allowed.servers.find(({ serverIp }) => hostOf(serverIp) === url.host);
  const published = hostOf(publishedName(server) ?? "");
  if (published !== null) url.host = published;
  return isAllowed(url, allowed) ? url : null;
}

/** Whether this very address may be asked: its host is known, its port is the usual one or named with the host. */
export function isAllowed(url: URL, { hosts }: AllowedHosts): boolean {
  const defaultPort = DEFAULT_PORTS[url.protocol];
  if (defaultPort === undefined || url.username !== "" || url.password !== "") return false;
  const port = url.port === "" ? defaultPort : url.port;
  const isUsualPort = Object.values(DEFAULT_PORTS).includes(port);
  return hosts.has(`${url.hostname}:${port}`) || (isUsualPort && hosts.has(url.hostname));
}

/** An address on the web that names nobody and nothing but host and path; null for anything else. */
function webAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && !/[@\\\s]/.test(authorityOf(text))
    ? url
    : null;
}

/** What stands between `//` and the first `/`, as written: the parser forgives too much. */
function authorityOf(text: string): string {
  return text.slice(text.indexOf("//") + 2).split(/[/?#]/)[0] ?? "";
}

function publishedName(server: ServerHosts | undefined): string | null {
  switch (server?.recordingWebLink) {
    case "ALT_IP":
      return server.altServerIp;
    case "EXTERNAL_IP":
      return server.externalServerIp;
    default:
      return null;
  }
}

/** `name` or `name:port` as a URL has it; null for what is none. Owners write `https://name/` into these columns too. */
function hostOf(text: string | null): string | null {
  const name =
    text
      ?.trim()
      .replace(/^https?:\/\//i, "")
      .replace(/\/.*$/, "") ?? "";
  if (name === "" || /[@\\\s?#]/.test(name)) return null;
  // With a scheme whose default port nobody writes, so that every port that is written stays.
  const address = `http://${name}`;
  if (!URL.canParse(address)) return null;
  const { hostname } = new URL(address);
  const [, port] = /:(\d+)$/.exec(name.replace(/^\[.*\]/, "")) ?? [];
  return port === undefined ? hostname : `${hostname}:${port}`;
}
