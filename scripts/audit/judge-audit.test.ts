import { expect, test } from "vitest";

import { judgeAudit } from "./judge-audit.ts";

/** As npm 10 and 11 print it. */
const report = (severity: string) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      tar: {
        name: "tar",
        severity,
        isDirect: false,
        via: [{ source: 1, title: "Path traversal", url: "https://github.com/advisories/GHSA-1" }],
        range: "<6.2.1",
        nodes: ["node_modules/tar"],
      },
    },
    metadata: { vulnerabilities: { total: 1 } },
  });

test.each([
  ["high", true],
  ["critical", true],
  ["moderate", false],
])("a %s finding fails: %s", (severity, failed) => {
  const judged = judgeAudit(report(severity));
  expect(judged.failed).toBe(failed);
  expect(judged.lines[0]).toBe(
    `${severity}: tar <6.2.1; Path traversal https://github.com/advisories/GHSA-1`,
  );
});

test.each([
  ["nothing", ""],
  [
    "an error of the registry",
    '{"message": "404 Not Found", "error": {"summary": "", "detail": ""}}',
  ],
])("%s is no report, and said so without failing", (_, output) => {
  expect(judgeAudit(output)).toEqual({
    failed: false,
    lines: [expect.stringContaining("NOT CHECKED")],
  });
});
