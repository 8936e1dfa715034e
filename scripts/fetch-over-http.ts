import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";

const MAX_BODY_BYTES = 10_000_000;

/** A stand-in's fetch on a port, to be told which; each answer gives a line to `log`, and what it throws breaks the connection off. */
export function overHttp(answer: typeof fetch, log: (line: string) => void): Server {
  return createServer((request, response) => {
    // a throw is the network's: whoever asked sees the connection break off
    pass(answer, request, response, log).catch(() => response.destroy());
  });
}

async function pass(
  answer: typeof fetch,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error("too large");
  }
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  const method = request.method ?? "GET";
  const answered = await answer(`http://localhost${request.url ?? "/"}`, {
    method,
    headers,
    ...(method === "POST" ? { body: Buffer.concat(chunks) } : {}),
  });
  log(`${method} ${request.url} ${answered.status}`);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  if (answered.body === null) {
    response.end();
    return;
  }
  const body = Readable.fromWeb(answered.body);
  body.on("error", () => response.destroy());
  response.on("close", () => body.destroy());
  body.pipe(response);
}
