import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

import * as z from "zod";

/** How the line to the edge may fail; the first four are felt before the edge has heard of anything. */
export const FAULTS = [
  "too_many_requests",
  "unavailable",
  "hang",
  "reset_before",
  // The edge has stored the message, the agent does not learn of it.
  "reset_after",
  "cut_answer",
  // The agent is told that all was stored, and nothing was.
  "lie",
  "captive_portal",
] as const;
export type Fault = (typeof FAULTS)[number];

export type FaultyLine = {
  url: string;
  /** How often each fault was felt. */
  felt: Record<Fault, number>;
  /** From now on nothing goes wrong. */
  mend: () => void;
  close: () => Promise<void>;
};

const batchSchema = z.object({
  calls: z.array(z.object({ recording_id: z.string() })).optional(),
  transcripts: z.array(z.object({ call: z.object({ recording_id: z.string() }) })).optional(),
});

/** Stands between the agent and the edge at `edgeUrl`, and lets a message through unharmed with probability `honest`. */
export async function startFaultyLine(options: {
  edgeUrl: string;
  honest: number;
  random: () => number;
}): Promise<FaultyLine> {
  const felt: Record<Fault, number> = {
    too_many_requests: 0,
    unavailable: 0,
    hang: 0,
    reset_before: 0,
    reset_after: 0,
    cut_answer: 0,
    lie: 0,
    captive_portal: 0,
  };
  let mended = false;
  const chooseFault = (): Fault | null => {
    if (mended || options.random() < options.honest) return null;
    return FAULTS[Math.floor(options.random() * FAULTS.length)] ?? null;
  };
  const server = createServer((request, response) => {
    const fault = chooseFault();
    if (fault !== null) felt[fault] += 1;
    readBody(request)
      .then((body) => answer(request, body, response, fault, options.edgeUrl))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    felt,
    mend: () => {
      mended = true;
      server.closeAllConnections();
    },
    close: () => closeServer(server),
  };
}

async function answer(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  fault: Fault | null,
  edgeUrl: string,
): Promise<void> {
  switch (fault) {
    case "too_many_requests":
      response.writeHead(429, { "retry-after": "1" }).end();
      return;
    case "unavailable":
      response.writeHead(503).end("upstream");
      return;
    case "hang":
      return;
    case "reset_before":
      response.destroy();
      return;
    case "captive_portal":
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>Accept our terms</h1>");
      return;
    case "lie": {
      const lie = allAccepted(body);
      if (lie === null) response.destroy();
      else response.writeHead(200, { "content-type": "application/json" }).end(lie);
      return;
    }
    case "reset_after":
    case "cut_answer":
    case null: {
      const { status, headers, text } = await forward(request, body, edgeUrl);
      if (fault === "reset_after") response.destroy();
      else {
        const whole = fault === null;
        response.writeHead(status, headers);
        response.end(whole ? text : text.slice(0, Math.floor(text.length / 2)));
      }
    }
  }
}

function allAccepted(body: Buffer): string | null {
  const batch = batchSchema.safeParse(parse(body));
  if (!batch.success) return null;
  const ids =
    batch.data.transcripts?.map(({ call }) => call.recording_id) ??
    batch.data.calls?.map((call) => call.recording_id);
  if (ids === undefined) return null;
  const results = ids.map((recordingId, index) => ({
    index,
    recording_id: recordingId,
    result: "accepted",
    reason: null,
  }));
  return JSON.stringify({ results });
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return null;
  const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
  return JSON.parse(plain.toString("utf8"));
}

async function forward(request: IncomingMessage, body: Buffer, edgeUrl: string) {
  const names = ["authorization", "content-type", "content-encoding"];
  const headers = names.flatMap((name) => {
    const value = request.headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const answered = await fetch(new URL(request.url ?? "/", edgeUrl), {
    method: request.method ?? "GET",
    headers: Object.fromEntries(headers),
    signal: AbortSignal.timeout(30_000),
    ...(body.length === 0 ? {} : { body }),
  });
  const type = answered.headers.get("content-type");
  return {
    status: answered.status,
    headers: type === null ? {} : { "content-type": type },
    text: await answered.text(),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
