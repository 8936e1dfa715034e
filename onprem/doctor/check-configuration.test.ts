import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { checkConfiguration } from "./check-configuration.ts";
import type { Finding } from "./finding.ts";

const verdicts = (findings: Finding[]) => findings.map(({ verdict }) => verdict);

describe("configuration", () => {
  function written(
    mode: number,
    token = "secret-token",
    edge = `url = "https://e.example.com"`,
  ): string {
    const folder = tempFolder();
    writeFileSync(join(folder, "site-token"), token, { mode: 0o600 });
    const path = join(folder, "nightshift.toml");
    writeFileSync(
      path,
      `[site]\nid = "x"\ntime_zone = "${Intl.DateTimeFormat().resolvedOptions().timeZone}"\n[source]\nkind = "folder"\nfolder = "calls"\n[state]\nfolder = "state"\n[edge]\n${edge}\ntoken_file = "site-token"\n[whisper]\nmodel = "m.bin"\n`,
    );
    chmodSync(path, mode);
    return path;
  }

  test("that only the service can read is fine", () => {
    const { config, findings } = checkConfiguration(written(0o600), {});
    expect(verdicts(findings)).toEqual(["ok"]);
    expect(config?.site.id).toBe("x");
  });

  test("that everybody can read is not, nor are its secrets", () => {
    const path = written(0o644);
    const tokenFile = join(path, "..", "site-token");
    chmodSync(tokenFile, 0o604);
    const { findings } = checkConfiguration(path, {});
    expect(findings.filter(({ verdict }) => verdict === "failed").map(({ mend }) => mend)).toEqual([
      `sudo chmod 0600 ${path}`,
      `sudo chmod 0600 ${tokenFile}`,
    ]);
    expect(JSON.stringify(findings)).not.toContain("secret-token");
  });

  test("that sends texts unencrypted by its owner's word is warned of", () => {
    const edge = `url = "http://10.0.0.5:8787"\nallow_plain_http = true`;
    const { config, findings } = checkConfiguration(written(0o600, undefined, edge), {});
    expect(config?.edge.url).toBe("http://10.0.0.5:8787");
    expect(findings).toMatchObject([
      { verdict: "ok" },
      { verdict: "warning", detail: expect.stringContaining("unencrypted") },
    ]);
  });

  test("that is wrong is said with the setting", () => {
    const path = written(0o600, "");
    const { config, findings } = checkConfiguration(path, {});
    expect(config).toBeNull();
    expect(findings).toMatchObject([
      { verdict: "failed", detail: expect.stringContaining("token_file") },
    ]);
  });
});
