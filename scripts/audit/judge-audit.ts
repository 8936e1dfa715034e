import * as z from "zod";

const SERIOUS = ["high", "critical"];

const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), via: z.array(z.unknown()) }),
  ),
});
const titleSchema = z.object({ title: z.string(), url: z.string() });

/** What `npm audit --json` printed, judged: fails for high and critical findings alone. */
export function judgeAudit(output: string): { failed: boolean; lines: string[] } {
  const report = reportSchema.safeParse(parseJson(output));
  if (!report.success) {
    return {
      failed: false,
      lines: ["NOT CHECKED: the registry gave no report of known vulnerabilities."],
    };
  }
  const found = Object.entries(report.data.vulnerabilities);
  const serious = found.filter(([, { severity }]) => SERIOUS.includes(severity));
  return {
    failed: serious.length > 0,
    lines: [
      ...found.map(([name, { severity, range, via }]) => {
        const why = via.flatMap((cause) => {
          const told = titleSchema.safeParse(cause);
          return told.success ? [`${told.data.title} ${told.data.url}`] : [];
        });
        return [`${severity}: ${name} ${range}`, ...why].join("; ");
      }),
      `${serious.length} serious of ${found.length} known vulnerabilities.`,
    ],
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
