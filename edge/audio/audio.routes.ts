import { Hono, type Context } from "hono";

import { AUDIO_CONTENT_TYPE } from "#shared/contracts/audio.ts";

import type { AppContext } from "../app-context.ts";
import { mayOpenCall } from "../auth/own-calls.ts";
import { requirePerson, signedInPerson } from "../auth/require-authority.middleware.ts";
import { notFound, type AppError } from "../errors/app-error.ts";
import { audioStorage } from "./audio-storage.ts";
import { readPlayable, type PlayableAudio } from "./audio.repository.ts";
import { readRange } from "./byte-range.ts";
import { noteListening } from "./listening.repository.ts";

/** The sound of a call, for whoever is signed in and may open the call; to an agent another's call is one that does not exist. */
export function audioRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/calls/:recordingId/audio", requirePerson(), async (c) => {
    const { db, site, principal, now } = c.var;
    const recordingId = c.req.param("recordingId");
    const audio = await readPlayable(db, site.id, recordingId, now());
    if (audio === null || !mayOpenCall(principal, audio)) throw noAudio();
    return answerAudio(c, audio, recordingId);
  });

  return routes;
}

async function answerAudio(
  c: Context<AppContext>,
  { objectKey, sha256, bytes, storedAt }: PlayableAudio,
  recordingId: string,
): Promise<Response> {
  const etag = `"${sha256}"`;
  const headers = new Headers({
    "Content-Type": AUDIO_CONTENT_TYPE,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
    "Last-Modified": new Date(storedAt).toUTCString(),
    ETag: etag,
  });
  const isHead = c.req.method === "HEAD";
  // A range means something to GET only.
  const range = isHead ? null : (c.req.header("Range") ?? null);
  const wanted = readRange({ range, ifRange: c.req.header("If-Range") ?? null }, { bytes, etag });
  if (wanted.kind === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${bytes}`);
    return new Response(null, { status: 416, headers });
  }
  const [first, last] = wanted.kind === "part" ? [wanted.first, wanted.last] : [0, bytes - 1];
  const length = last - first + 1;
  headers.set("Content-Length", String(length));
  if (wanted.kind === "part") headers.set("Content-Range", `bytes ${first}-${last}/${bytes}`);
  if (isHead) return new Response(null, { headers });
  const object = await audioStorage(c.env).get(objectKey, { range: { offset: first, length } });
  // The bucket's own lifecycle rule may have come first.
  if (object === null) throw noAudio();
  await noteListening(c.var.db, signedInPerson(c), recordingId, c.var.now());
  return new Response(object.body, { status: wanted.kind === "part" ? 206 : 200, headers });
}

function noAudio(): AppError {
  return notFound("There is no sound of this call here.");
}
