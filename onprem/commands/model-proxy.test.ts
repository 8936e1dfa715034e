import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { debianTool } from "../testing/debian-tool.ts";
import { writeGgmlFile } from "../testing/ggml-file.ts";
import { tempFolder } from "../testing/temp-folder.ts";

/* `model pull` over TLS, straight and through a proxy that has to be asked for a way. */

const openssl = debianTool("openssl");

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  // A server that listens on TCP has an address of this form.
  return (server.address() as AddressInfo).port;
}

/** A server with a certificate that only who is told of it trusts, a proxy, and the real command. */
async function secureSite() {
  const root = tempFolder();
  const [key, certificate] = [join(root, "key.pem"), join(root, "cert.pem")];
  execFileSync(
    openssl.path ?? "",
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${key} -out ${certificate}`.split(
      " ",
    ),
    { stdio: "ignore" },
  );
  const model = join(root, "model.bin");
  writeGgmlFile(model);
  const content = readFileSync(model);
  const https = createHttps(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (_, response) => response.end(content),
  );
  const port = await listen(https);
  const tunnels: string[] = [];
  const proxy = createHttp((_, response) => response.writeHead(400).end());
  proxy.on("connect", (request, socket) => {
    tunnels.push(request.url ?? "");
    if (request.headers["proxy-authorization"] === undefined) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  const proxyPort = await listen(proxy);
  const folder = join(root, "models");
  mkdirSync(folder);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const address = `localhost:${port}`;
  return {
    address,
    tunnels,
    proxyAt: (login: string) => `http://${login}127.0.0.1:${proxyPort}`,
    async pull(env: NodeJS.ProcessEnv) {
      const child = spawn(
        process.execPath,
        [
          join(import.meta.dirname, "../cli.ts"),
          ...`model pull own --sha256 ${sha256} --url https://${address}/ --folder ${folder}`.split(
            " ",
          ),
        ],
        { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "ignore", "pipe"] },
      );
      let stderr = "";
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
      return { code, stderr };
    },
    trusted: { NODE_EXTRA_CA_CERTS: certificate },
  };
}

test.skipIf(openssl.missing !== null)(
  "a certificate that is not trusted ends it, with what to do",
  async () => {
    const site = await secureSite();
    const { code, stderr } = await site.pull({});
    expect(code).toBe(1);
    expect(stderr).toMatch(/is not trusted .*NODE_EXTRA_CA_CERTS/);
  },
);

test.skipIf(openssl.missing !== null)(
  "HTTPS_PROXY is asked for a way, and NO_PROXY goes without",
  async () => {
    const site = await secureSite();
    const HTTPS_PROXY = site.proxyAt("ann:secret@");
    expect(await site.pull({ ...site.trusted, HTTPS_PROXY })).toMatchObject({ code: 0 });
    expect(site.tunnels).toEqual([site.address]);
    const away = await site.pull({ ...site.trusted, HTTPS_PROXY, NO_PROXY: "localhost" });
    expect(away.code).toBe(0);
    expect(site.tunnels).toHaveLength(1);
  },
);

test.skipIf(openssl.missing !== null)("a proxy that wants a login says so", async () => {
  const site = await secureSite();
  const { code, stderr } = await site.pull({ ...site.trusted, HTTPS_PROXY: site.proxyAt("") });
  expect(code).toBe(1);
  expect(stderr).toMatch(/The proxy answers 407.*user:password/);
  expect(stderr).not.toContain("fault of Nightshift");
});
