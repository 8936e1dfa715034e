import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { AppContext } from "../app-context.ts";
import { AppError } from "./app-error.ts";
import { answerError } from "./error-handler.ts";

const NOW_MS = Date.parse("2026-11-24T22:30:00.500Z");

function appThatThrows(thrown: Error): Hono<AppContext> {
  const app = new Hono<AppContext>();
  app.onError(answerError);
  app.use(async (c, next) => {
    c.set("now", () => NOW_MS);
    await next();
  });
  app.get("/", () => {
    throw thrown;
  });
  return app;
}

const answerTo = async (thrown: Error) => appThatThrows(thrown).request("/", {}, env);

describe("what was thrown is answered", () => {
  const logged: string[] = [];
  beforeEach(() => {
    logged.length = 0;
    vi.spyOn(console, "log").mockImplementation((line: string) => void logged.push(line));
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("as it says itself, when it is meant to be seen", async () => {
    const response = await answerTo(
      new AppError({ code: "invalid_request", status: 400, message: "Say a date.", details: [1] }),
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "invalid_request", message: "Say a date.", details: [1] },
    });
    expect(logged).toEqual([]);
  });

  test("with a bare 500 otherwise; neither answer nor log repeat its message", async () => {
    const response = await answerTo(new Error("customer said: my card is 4242"));
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).toContain('"internal"');
    expect(body).not.toContain("4242");
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain("unexpected_error");
    expect(logged[0]).not.toContain("4242");
  });

  test("with 503 until midnight UTC, when the database's day is used up", async () => {
    const limit = new Error(
      "D1_ERROR: Your account has exceeded D1's free tier daily row read limit. Upgrade to a paid plan or wait until tomorrow (midnight UTC) to continue.",
    );
    const response = await answerTo(new Error("Failed query", { cause: limit }));
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("5400");
    expect(await response.json()).toMatchObject({ error: { code: "database_limit" } });
  });

  test("with 500 for any other database error, whose own words are logged", async () => {
    const response = await answerTo(new Error("D1_ERROR: no such table: call: SQLITE_ERROR"));
    expect(response.status).toBe(500);
    expect(logged[0]).toContain("no such table");
  });
});
