import { writeFileSync } from "node:fs";
import { relative } from "node:path";

import type { D1Database } from "@cloudflare/workers-types";

import { createSecret, hashSecret } from "../edge/auth/secrets.ts";
import type { DemoFolder } from "./demo-folder.ts";

export const SITE_ID = "demo";
const SITE_NAME = "Northgate Broadband (demo)";
const ADMIN_ID = "demo-admin";
const LINK_VALID_MS = 12 * 60 * 60 * 1000;
/** A link that works once would be a poor welcome to whoever opens the demo in a second browser. */
const LINK_USES = 20;

export type SiteSecrets = { ingestToken: string; readToken: string; signInCode: string };

/** Creates the site with a token for the agent, one for reading, and a sign-in link. Only their hashes are stored. */
export async function createSite(
  db: D1Database,
  timeZone: string,
  now: number,
): Promise<SiteSecrets> {
  const secrets = {
    ingestToken: createSecret("ingest"),
    readToken: createSecret("read"),
    signInCode: createSecret("link"),
  };
  const insertToken = db.prepare(
    "INSERT INTO access_token (id, site_id, scope, secret_hash, label, created_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  await db.batch([
    db
      .prepare("INSERT INTO site (id, name, time_zone, created_at) VALUES (?, ?, ?, ?)")
      .bind(SITE_ID, SITE_NAME, timeZone, now),
    insertToken.bind(
      "demo-agent",
      SITE_ID,
      "ingest",
      await hashSecret(secrets.ingestToken),
      "the demo's agent",
      now,
    ),
    insertToken.bind(
      "demo-reader",
      SITE_ID,
      "read",
      await hashSecret(secrets.readToken),
      "the demo's reader",
      now,
    ),
    db
      .prepare(
        "INSERT INTO person (id, site_id, name, role, created_at) VALUES (?, ?, 'Demo admin', 'admin', ?)",
      )
      .bind(ADMIN_ID, SITE_ID, now),
    db
      .prepare(
        "INSERT INTO sign_in_link (secret_hash, site_id, person_id, uses_left, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .bind(
        await hashSecret(secrets.signInCode),
        SITE_ID,
        ADMIN_ID,
        LINK_USES,
        now,
        now + LINK_VALID_MS,
      ),
  ]);
  return secrets;
}

/** Writes the agent's configuration as an owner would; the token lies in a file only its owner can read. */
export function writeAgentConfig(
  folder: DemoFolder,
  options: { edgeUrl: string; ingestToken: string; modelPath: string; timeZone: string },
): void {
  writeFileSync(folder.tokenFile, `${options.ingestToken}\n`, { mode: 0o600 });
  writeFileSync(
    folder.agentConfig,
    `# Written by the demo. Try: npm run nightshift -- --config ${relative(process.cwd(), folder.agentConfig)} status

[site]
id = ${JSON.stringify(SITE_ID)}
time_zone = ${JSON.stringify(options.timeZone)}

[source]
kind = "folder"
folder = "recordings"
stable_sec = 0
lost_after_sec = 0

[state]
folder = "agent"

[edge]
url = ${JSON.stringify(options.edgeUrl)}
token_file = "site-token"

[whisper]
model = ${JSON.stringify(options.modelPath)}
`,
  );
}
