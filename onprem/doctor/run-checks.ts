import { failed, messageOf, type Finding } from "./finding.ts";

export type Check = { name: string; run: () => Finding[] | Promise<Finding[]> };
export type CheckResult = Finding & { check: string };

/** One check after the other; one that throws or does not end in time has failed, and the others go on. */
export async function runChecks(
  checks: readonly Check[],
  timeoutMs: number,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    for (const finding of await runOne(run, timeoutMs)) results.push({ check: name, ...finding });
  }
  return results;
}

async function runOne(run: Check["run"], timeoutMs: number): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    const seconds = Math.round(timeoutMs / 1000);
    timer = setTimeout(
      () => resolve([failed(`no answer within ${seconds} s`, "nightshift doctor, once more")]),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([Promise.resolve().then(run), late]);
  } catch (error) {
    return [failed(`could not be checked: ${messageOf(error)}`, "nightshift doctor, once more")];
  } finally {
    clearTimeout(timer);
  }
}
