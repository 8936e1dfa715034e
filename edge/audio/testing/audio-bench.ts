import { env } from "cloudflare:workers";

import { AUDIO_CONTENT_TYPE } from "#shared/contracts/audio.ts";
import type { Role } from "#shared/contracts/people.ts";

import { transcriptHash } from "../../ingest/content-hash.ts";
import { sampleUpload } from "../../testing/sample-upload.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { signedIn } from "../../testing/signed-in.ts";
import { emptyDatabase } from "../../testing/table-rows.ts";
import { jsonPost, testApp, type TestApp } from "../../testing/test-app.ts";

export const NOW_MS = Date.parse("2026-11-24T06:00:00Z");
const SITE = "nordwind";

/** Bytes that begin as WebM with Opus does; what comes after is only counted. */
export function webmFile(bytes = 5000, seed = 1): Uint8Array<ArrayBuffer> {
  const head = "\x1aE\xdf\xa3....webm....A_OPUS....OpusHead";
  return Uint8Array.from(
    { length: bytes },
    (_, at) => head.charCodeAt(at) || (at * 31 + seed) % 251,
  );
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", bytes);
}

export type AudioBench = {
  app: TestApp;
  /** Takes a call with its transcript in. */
  transcribed: (recordingId: string, texts?: readonly string[]) => Promise<void>;
  /** Uploads a file as the agent does, with other headers where a test wants them; null leaves one out. */
  put: (
    recordingId: string,
    file?: Uint8Array<ArrayBuffer>,
    headers?: Record<string, string | null>,
    texts?: readonly string[],
  ) => Promise<Response>;
  /** Says why a recording's sound does not come. */
  unavailable: (recordingId: string, code: string) => Promise<Response>;
  wanted: () => Promise<unknown>;
  /** Asks for a call's sound as somebody with this role. */
  listen: (
    recordingId: string,
    headers?: Record<string, string>,
    as?: Role | "token",
    method?: string,
  ) => Promise<Response>;
  keys: () => Promise<string[]>;
};

/** A site whose upload is switched on, over the migrated database and a real local bucket. */
export async function audioBench(upload = "all"): Promise<AudioBench> {
  await emptyDatabase();
  for (const { key } of (await bucket().list()).objects) await bucket().delete(key);
  const { ingestToken, readToken } = await seedSite(SITE);
  await env.DB.prepare("UPDATE site SET audio_upload = ?").bind(upload).run();
  const app = testApp(NOW_MS);
  const cookies = new Map<Role, string>();
  const bearer = { Authorization: `Bearer ${ingestToken}` };
  return {
    app,
    transcribed: async (recordingId, texts) => {
      const body = { site_id: SITE, transcripts: [sampleUpload(recordingId, {}, texts)] };
      const answer = await app.request("/ingest/transcripts", jsonPost(ingestToken, body));
      if (answer.status !== 200) throw new Error(await answer.text());
    },
    put: async (recordingId, file = webmFile(), headers = {}, texts = undefined) => {
      const digest = btoa(String.fromCharCode(...new Uint8Array(await sha256(file))));
      const all = {
        ...bearer,
        "Content-Type": AUDIO_CONTENT_TYPE,
        "Content-Length": String(file.length),
        "Content-Digest": `sha-256=:${digest}:`,
        "Nightshift-Transcript": await transcriptHash(
          sampleUpload(recordingId, {}, texts).transcript,
        ),
        "Nightshift-Audio-Seconds": "25",
        "Nightshift-Silenced": "1.00-2.50",
        ...headers,
      };
      const sent = Object.entries(all).flatMap(([name, value]): [string, string][] =>
        value === null ? [] : [[name, value]],
      );
      return app.request(`/ingest/audio/${encodeURIComponent(recordingId)}`, {
        method: "PUT",
        headers: Object.fromEntries(sent),
        body: file,
      });
    },
    unavailable: (recordingId, code) =>
      app.request(
        `/ingest/audio/${encodeURIComponent(recordingId)}/unavailable`,
        jsonPost(ingestToken, { site_id: SITE, code }),
      ),
    wanted: async () => (await app.request("/ingest/audio/wanted", { headers: bearer })).json(),
    listen: async (recordingId, headers = {}, as = "manager", method = "GET") => {
      const path = `/calls/${encodeURIComponent(recordingId)}/audio`;
      if (as === "token") {
        return app.request(path, { headers: { Authorization: `Bearer ${readToken}` } });
      }
      const cookie = cookies.get(as) ?? (await signedIn(SITE, as, undefined, "1007"));
      cookies.set(as, cookie);
      return app.request(path, { method, headers: { ...headers, Cookie: cookie } });
    },
    keys: async () => (await bucket().list()).objects.map(({ key }) => key),
  };
}

export function bucket(): R2Bucket {
  if (env.AUDIO === undefined) throw new Error("the tests have a bucket");
  return env.AUDIO;
}
