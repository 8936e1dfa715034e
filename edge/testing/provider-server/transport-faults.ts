import type { TransportFault } from "./faults.ts";

function bodyThat(start: (controller: ReadableStreamDefaultController<Uint8Array>) => void) {
  const headers = { "content-type": "application/json" };
  return new Response(new ReadableStream<Uint8Array>({ start }), { headers });
}

function endlessBody(): Response {
  const chunk = new TextEncoder().encode(" ".repeat(65_536));
  return new Response(
    new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) }),
  );
}

/** Fails as a network or an overloaded front end does; `serviceError` is how the service words its own errors. */
export function transportFault(
  fault: Exclude<TransportFault, "slow">,
  serviceError: (status: number) => Response,
): Promise<Response> {
  const opening = new TextEncoder().encode('{"candidates":[{"content":{"parts":[{"text":"{');
  switch (fault) {
    case "connection_refused":
      return Promise.reject(new TypeError("fetch failed"));
    case "hang":
      return new Promise(() => undefined);
    case "hang_in_body":
      return Promise.resolve(bodyThat((controller) => controller.enqueue(opening)));
    case "reset_in_body":
      return Promise.resolve(
        bodyThat((controller) => {
          controller.enqueue(opening);
          controller.error(new TypeError("terminated"));
        }),
      );
    case "endless_body":
      return Promise.resolve(endlessBody());
    case "html_page":
      return Promise.resolve(
        new Response("<!doctype html><title>Sign in</title>", {
          headers: { "content-type": "text/html" },
        }),
      );
    case "redirect":
      return Promise.resolve(
        new Response(null, { status: 302, headers: { location: "https://elsewhere.example/" } }),
      );
    case "body_cut_short":
      return Promise.resolve(new Response(opening));
    case "overloaded":
      return Promise.resolve(serviceError(503));
    case "server_error":
      return Promise.resolve(serviceError(500));
    case "gateway_timeout":
      return Promise.resolve(serviceError(504));
  }
}
