import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";

const MAX_BODY_BYTES = 10_000_000;

/** Serves what a stand-in's fetch answers, on this machine only; what it throws breaks the connection off. */
export function serveFetch(answer: typeof fetch, port: number, onListening: () => void): void {
  const http = createServer((request, response) => {
    // a throw is the network's: whoever asked sees the connection break off
    pass(answer, request, response).catch(() => response.destroy());
  });
  http.on("error", (error) => {
    console.error(`Port ${port} cannot be listened on (${error.message}). Give another: --port N`);
    process.exitCode = 1;
  });
  http.listen(port, "127.0.0.1", onListening);
}

async function pass(
  answer: typeof fetch,
  request: IncomingMessage,
  response: ServerResponse,
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
  console.log(`${method} ${request.url} ${answered.status}`);
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

/** An option that is a number; ends the program where it is none. */
export function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} takes a whole number, not ${text}.`);
  process.exit(2);
}
