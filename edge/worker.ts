import type { Env } from "./env.ts";

export default {
  fetch: () => new Response("starting", { status: 503 }),
} satisfies ExportedHandler<Env>;
