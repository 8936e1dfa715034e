import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

import { D1StandIn } from "./d1-stand-in.ts";

const TOKEN = "cloudflare-test-token-0123456789abcdef";

type Account = { id: string; name: string };
type Worker = {
  secrets: Map<string, string>;
  metadata: WorkerMetadata | null;
  /** Uploaded and not deployed, by version. */
  uploads: Map<string, WorkerMetadata>;
  crons: string[];
};
type WorkerMetadata = {
  bindings: { name: string; type: string; id?: string; text?: string; namespace_id?: string }[];
  keep_bindings?: string[];
  compatibility_date?: string;
};
type Answer = { result: unknown } | { status: number; code: number; message: string };

/** Which requests fail, how often, and whether what they ask for was done before. */
export type Fault = { method: string; path: RegExp; times: number; afterwards: boolean };

const NO_WORKER: Answer = {
  status: 404,
  code: 10007,
  message: "This Worker does not exist on your account.",
};

/**
 * Cloudflare's API as far as wrangler needs it for a deployment, with its state in memory and real SQLite for D1. It knows
 * nothing else: any other request is noted in `unknown` and refused. Envelopes and error codes are those that wrangler 4.156
 * reads (`wrangler-dist/cli.js`: fetchResult, isWorkerNotFoundError, subdomainDeploy, triggersDeploy).
 */
export class CloudflareApi {
  readonly token = TOKEN;
  accounts: Account[] = [{ id: "0123456789abcdef0123456789abcdef", name: "Acme" }];
  readonly databases = new Map<string, { name: string; d1: D1StandIn; options: object }>();
  readonly workers = new Map<string, Worker>();
  readonly unknown: string[] = [];
  readonly changes: string[] = [];
  fault: Fault | null = null;
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });

  /** Returns the base URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}/client/v4`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    for (const { d1 } of this.databases.values()) d1.close();
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", "http://cloudflare");
    const path = url.pathname.replace(/^\/client\/v4/, "");
    const contentType = request.headers["content-type"] ?? "";
    const body = await text(request);
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      return envelope({ status: 401, code: 10000, message: "Authentication error" });
    }
    const isDue =
      this.fault !== null &&
      this.fault.times > 0 &&
      this.fault.method === method &&
      this.fault.path.test(path);
    if (isDue && this.fault !== null) this.fault.times -= 1;
    const broken: Answer = { status: 400, code: 10013, message: "An unknown error has occurred." };
    if (isDue && this.fault?.afterwards !== true) return envelope(broken);
    let answer: Answer;
    try {
      answer = await this.#route(method, path, url.searchParams, contentType, body);
    } catch (error) {
      answer = { status: 400, code: 7400, message: `The request is not valid: ${String(error)}` };
    }
    if (method !== "GET" && "result" in answer) this.changes.push(`${method} ${path}`);
    return envelope(isDue ? broken : answer);
  }

  async #route(
    method: string,
    path: string,
    query: URLSearchParams,
    contentType: string,
    body: string,
  ): Promise<Answer> {
    if (method === "GET" && path === "/user/tokens/verify") return { result: { status: "active" } };
    if (method === "GET" && path === "/user") return { result: { email: "owner@example.com" } };
    if (method === "GET" && path === "/accounts") return { result: this.accounts };
    if (method === "GET" && path === "/memberships") {
      return { result: this.accounts.map((account) => ({ id: account.id, account, roles: [] })) };
    }
    const [, accountId, rest] = /^\/accounts\/([0-9a-f]{32})(\/.+)$/.exec(path) ?? [];
    if (rest !== undefined) {
      if (!this.accounts.some(({ id }) => id === accountId)) {
        return { status: 403, code: 10000, message: "Authentication error" };
      }
      const answer =
        this.#databaseRoute(method, rest, query, contentType, body) ??
        (await this.#workerRoute(method, rest, contentType, body));
      if (answer !== null) return answer;
    }
    this.unknown.push(`${method} ${path}`);
    return { status: 404, code: 7003, message: `Could not route to ${path}` };
  }

  #databaseRoute(
    method: string,
    path: string,
    query: URLSearchParams,
    contentType: string,
    body: string,
  ): Answer | null {
    if (path === "/d1/database" && method === "GET") {
      const [page, size] = [Number(query.get("page")), Number(query.get("per_page"))];
      const all = [...this.databases].map(([uuid, { name }]) => ({
        uuid,
        name,
        version: "production",
      }));
      return { result: all.slice((page - 1) * size, page * size) };
    }
    if (path === "/d1/database" && method === "POST" && contentType === "application/json") {
      const { name, ...options } = JSON.parse(body) as { name: string };
      if ([...this.databases.values()].some((known) => known.name === name)) {
        return { status: 400, code: 7502, message: "A database with that name already exists" };
      }
      const uuid = crypto.randomUUID();
      this.databases.set(uuid, { name, d1: new D1StandIn(), options });
      return {
        result: { uuid, name, created_at: new Date().toISOString(), version: "production" },
      };
    }
    const [, uuid] = /^\/d1\/database\/([0-9a-f-]{36})\/query$/.exec(path) ?? [];
    if (uuid === undefined || method !== "POST") return null;
    const database = this.databases.get(uuid);
    if (database === undefined) {
      return { status: 404, code: 7404, message: `The database ${uuid} could not be found` };
    }
    const { sql } = JSON.parse(body) as { sql: string };
    try {
      return { result: database.d1.query(sql) };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return { status: 400, code: 7500, message: `${said}: SQLITE_ERROR` };
    }
  }

  async #workerRoute(
    method: string,
    path: string,
    contentType: string,
    body: string,
  ): Promise<Answer | null> {
    if (method === "GET" && path === "/workers/subdomain") return { result: { subdomain: "acme" } };
    const [, kind, name = "", tail = ""] =
      /^\/workers\/(scripts|services|workers)\/([a-z0-9-]+)(\/.+)?$/.exec(path) ?? [];
    if (kind === undefined) return null;
    const worker = this.workers.get(name);
    if (kind === "scripts" && tail === "" && method === "PUT") {
      return this.#upload(name, await metadataOf(contentType, body));
    }
    if (worker === undefined) return NO_WORKER;
    const route = `${method} ${kind}${tail}`;
    switch (route) {
      case "GET services":
        return {
          result: { id: name, default_environment: { script: { last_deployed_from: "wrangler" } } },
        };
      case "GET workers":
        return {
          result: { id: name, name, subdomain: { enabled: true, previews_enabled: false } },
        };
      case "GET scripts/secrets":
        return {
          result: [...worker.secrets.keys()].map((key) => ({ name: key, type: "secret_text" })),
        };
      case "GET scripts/deployments":
        return { result: { deployments: [] } };
      case "GET scripts/settings":
        return { result: { bindings: worker.metadata?.bindings ?? [] } };
      case "POST scripts/subdomain":
        return { result: JSON.parse(body) };
      case "PUT scripts/schedules":
        worker.crons = (JSON.parse(body) as { cron: string }[]).map(({ cron }) => cron);
        return { result: { schedules: [] } };
      case "POST scripts/versions": {
        const metadata = await metadataOf(contentType, body);
        const refusal = this.#refusalOf(metadata);
        if (refusal !== null) return refusal;
        const id = crypto.randomUUID();
        worker.uploads.set(id, metadata);
        return { result: { id, startup_time_ms: 9, resources: { script: { etag: "e" } } } };
      }
      case "POST scripts/deployments":
        return deployVersion(worker, body);
      case "PATCH scripts/script-settings":
        return { result: JSON.parse(body) };
      case "PATCH scripts/secrets-bulk":
        return setSecrets(worker, contentType, body);
      default:
        return null;
    }
  }

  /** A new Worker at once. */
  #upload(name: string, metadata: WorkerMetadata): Answer {
    const refusal = this.#refusalOf(metadata);
    if (refusal !== null) return refusal;
    const worker: Worker = { secrets: new Map(), metadata, uploads: new Map(), crons: [] };
    keepSecrets(worker, metadata, this.workers.get(name)?.secrets);
    this.workers.set(name, worker);
    const deployment_id = crypto.randomUUID().replaceAll("-", "");
    return { result: { id: name, tag: name, etag: "e", startup_time_ms: 9, deployment_id } };
  }

  /** As the real one: a D1 binding needs a database that exists. */
  #refusalOf(metadata: WorkerMetadata): Answer | null {
    const lost = metadata.bindings.find(
      ({ type, id = "" }) => type === "d1" && !this.databases.has(id),
    );
    if (lost === undefined) return null;
    const message = `binding ${lost.name} of type d1 must have a valid \`id\` specified`;
    return { status: 400, code: 10021, message };
  }
}

/** Secrets stay only where the upload keeps them. */
function keepSecrets(
  worker: Worker,
  { keep_bindings = [] }: WorkerMetadata,
  before: Map<string, string> | undefined,
): void {
  worker.secrets = keep_bindings.includes("secret_text") ? (before ?? new Map()) : new Map();
}

function deployVersion(worker: Worker, body: string): Answer {
  const { strategy, versions } = JSON.parse(body) as {
    strategy: string;
    versions: { version_id: string; percentage: number }[];
  };
  const [only] = versions;
  const metadata = worker.uploads.get(only?.version_id ?? "");
  if (strategy !== "percentage" || only?.percentage !== 100 || metadata === undefined) {
    return { status: 400, code: 10013, message: "the deployment is not valid" };
  }
  worker.metadata = metadata;
  keepSecrets(worker, metadata, worker.secrets);
  return { result: { id: crypto.randomUUID() } };
}

function setSecrets(worker: Worker, contentType: string, body: string): Answer {
  if (contentType !== "application/merge-patch+json") {
    return { status: 415, code: 10013, message: "Unsupported media type" };
  }
  const { secrets } = JSON.parse(body) as {
    secrets: Record<string, { name: string; text: string; type: string } | null>;
  };
  for (const [key, secret] of Object.entries(secrets)) {
    if (secret === null) worker.secrets.delete(key);
    else if (secret.type === "secret_text" && secret.name === key)
      worker.secrets.set(key, secret.text);
    else return { status: 400, code: 10013, message: `secret ${key} is not valid` };
  }
  return { result: {} };
}

async function metadataOf(contentType: string, body: string): Promise<WorkerMetadata> {
  const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  const metadata = form.get("metadata");
  if (typeof metadata !== "string") throw new Error("an upload without metadata");
  return { bindings: [], ...(JSON.parse(metadata) as Partial<WorkerMetadata>) };
}

function envelope(answer: Answer): { status: number; body: object } {
  if ("result" in answer) {
    const count = Array.isArray(answer.result) ? answer.result.length : 1;
    const result_info = { page: 1, per_page: 50, count, total_count: count, total_pages: 1 };
    return {
      status: 200,
      body: { success: true, errors: [], messages: [], result: answer.result, result_info },
    };
  }
  const { status, code, message } = answer;
  return {
    status,
    body: { success: false, errors: [{ code, message }], messages: [], result: null },
  };
}
