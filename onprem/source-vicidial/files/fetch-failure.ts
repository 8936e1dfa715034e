/** Why a recording was not fetched, for people. `hostIsDown`: its host need not be asked again in this look. */
export class FetchFailure extends Error {
  override name = "FetchFailure";
  readonly hostIsDown: boolean;

  constructor(message: string, hostIsDown = false) {
    super(message);
    this.hostIsDown = hostIsDown;
  }
}

const CANNOT_CONNECT = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const TIMEOUTS = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** What went wrong while asking a host or writing its answer down; an error that is neither is thrown on. */
export function asFetchFailure(error: unknown, isStopped: boolean): FetchFailure {
  if (error instanceof FetchFailure) return error;
  if (isStopped) return new FetchFailure("The agent was stopped while it was fetched.", true);
  if (!(error instanceof Error)) throw error;
  const code = "code" in error ? String(error.code) : "";
  if (error.name === "TimeoutError" || TIMEOUTS.has(code)) {
    return new FetchFailure("Its host did not give it within source.http.timeout_sec.", true);
  }
  if (CANNOT_CONNECT.has(code))
    return new FetchFailure(`Its host does not answer (${code}).`, true);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new FetchFailure("There is no room to fetch it into: the disk is full.", true);
  }
  if (/CERT|TLS|SSL/.test(code)) {
    return new FetchFailure(
      `Its host's certificate is not trusted (${code}): give NODE_EXTRA_CA_CERTS to the service.`,
      true,
    );
  }
  if (code === "ECONNRESET" || code === "EPIPE" || code.startsWith("UND_ERR_")) {
    return new FetchFailure(`Its host broke the connection off (${code}).`);
  }
  if (error.name === "HTTPParserError")
    return new FetchFailure("Its host does not speak HTTP.", true);
  if (code === "") throw error;
  return new FetchFailure(`It could not be fetched (${code}).`);
}
