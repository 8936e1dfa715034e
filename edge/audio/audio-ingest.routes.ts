import { Hono } from "hono";

import {
  unavailableAudioSchema,
  type StoredAudioAnswer,
  type WantedAudio,
} from "#shared/contracts/audio.ts";

import type { AppContext } from "../app-context.ts";
import { AppError } from "../errors/app-error.ts";
import { parseMessage } from "../ingest/parse-message.ts";
import { readJsonBody } from "../ingest/read-json-body.ts";
import { audioStorage, deleteRecordingFiles } from "./audio-storage.ts";
import { noteUnavailable, readAudioPlace, readWanted } from "./audio.repository.ts";
import { readAudioHeaders, storeAudio } from "./store-audio.usecase.ts";

/** What the agent asks and sends of the sound of calls; behind `requireIngest`. */
export function audioIngestRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/wanted", async (c) => {
    const { audioUpload, recordingIds } = await readWanted(c.var.db, c.var.site.id);
    const answer: WantedAudio = { audio_upload: audioUpload, recording_ids: recordingIds };
    return c.json(answer);
  });

  routes.put("/:recordingId", async (c) => {
    const { body, headers } = c.req.raw;
    const message = readAudioHeaders(headers);
    if (body === null) {
      throw new AppError({ code: "invalid_request", status: 400, message: "There is no body." });
    }
    const { db, site, now } = c.var;
    const result = await storeAudio(
      { db, bucket: audioStorage(c.env), nowMs: now() },
      site.id,
      c.req.param("recordingId"),
      message,
      body,
    );
    const answer: StoredAudioAnswer = { result };
    return c.json(answer, result === "stored" ? 201 : 200);
  });

  routes.post("/:recordingId/unavailable", async (c) => {
    const { db, site, now } = c.var;
    const recordingId = c.req.param("recordingId");
    const { code } = parseMessage(unavailableAudioSchema, await readJsonBody(c.req.raw), site.id);
    const place = await readAudioPlace(db, site.id, recordingId);
    if (place?.state === "wanted") {
      // What was silenced by an older transcript is not to lie there if nothing can take its place.
      if (c.env.AUDIO !== undefined) await deleteRecordingFiles(c.env.AUDIO, site.id, recordingId);
      await noteUnavailable(db, site.id, recordingId, code, now());
    }
    return c.body(null, 204);
  });

  return routes;
}
