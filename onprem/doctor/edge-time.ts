import { fetch } from "undici";

const TIMEOUT_MS = 10_000;

/** The edge's time by its Date header, to the second; null when it does not answer. */
export async function edgeTime(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    return Number.isNaN(date) ? null : date;
  } catch {
    return null;
  }
}
