import type { Context, MiddlewareHandler, Next } from "hono";
import { createMiddleware } from "hono/factory";

import { roleSchema, type Role } from "#shared/contracts/people.ts";

import type { AppContext } from "../app-context.ts";
import { page } from "../dashboard/page.tsx";
import { AppError } from "../errors/app-error.ts";
import {
  accessAuthority,
  type AccessAnswer,
  type AccessRefusal,
} from "./access/access-authority.ts";
import type { AccessKeys } from "./access/access-keys.ts";
import { sessionAuthority, tokenAuthority, type Authority } from "./authority.ts";
import { hasFailedTooOften, tooManyFailures } from "./failed-attempts.ts";
import { readKeptForm } from "./kept-form.tsx";
import type { SignedIn } from "./principal.ts";
import { readSessionCookie } from "./session-cookie.ts";
import { accessRefusedPage, sessionEndedPage, signInNeededPage } from "./sign-in-pages.tsx";

/** Lets the agent of a site through: a token of scope `ingest`. Another scope is 403, anything else 401. */
export function requireIngest(): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    const authority = await tokenAuthority(c);
    if (authority === null) {
      if (c.req.header("Authorization") !== undefined) await countFailure(c);
      throw unauthorized("Send the site's ingest token as a bearer token.");
    }
    requireScope(authority, "ingest");
    await proceed(c, next, authority);
  });
}

/**
 * Lets readers through: a token of scope `read`, or someone signed in, by a link or else by Cloudflare Access. Without any a
 * browser is shown how to sign in, everything else gets 401; an ingest token is 403, as is whom only Access knows.
 */
export function requireReader(accessKeys: AccessKeys): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    const hasToken = c.req.header("Authorization") !== undefined;
    const authority = hasToken ? await tokenAuthority(c) : await sessionAuthority(c);
    if (authority !== null) {
      requireScope(authority, "read");
      return proceed(c, next, authority);
    }
    const access: AccessAnswer = hasToken ? { kind: "none" } : await accessAuthority(c, accessKeys);
    if (access.kind === "authority") return proceed(c, next, access.authority);
    if (access.kind === "refused") return refuse(c, access.refusal);
    if (hasToken || access.kind === "invalid" || readSessionCookie(c) !== null) {
      await countFailure(c);
    }
    if (!hasToken && wantsHtml(c)) {
      c.header("Cache-Control", "no-store");
      const form = await readKeptForm(c);
      if (form === null) return page(c, signInNeededPage(), 401);
      const { pathname, search } = new URL(c.req.url);
      return page(c, sessionEndedPage(pathname + search, form), 401);
    }
    throw unauthorized("Send a token of scope read as a bearer token, or sign in.");
  });
}

/** Lets someone through who is signed in as an admin; everybody else who may read gets 403. */
export function requireAdmin(): MiddlewareHandler<AppContext> {
  return requireRole("admin_only", "Only someone signed in as an admin may do this.", ["admin"]);
}

/** Lets managers and admins through who are signed in; everybody else who may read gets 403. */
export function requireManager(): MiddlewareHandler<AppContext> {
  return requireRole("manager_only", "Only a signed-in manager or admin may do this.", [
    "admin",
    "manager",
  ]);
}

/** Lets everybody through who is signed in and reviews calls; everybody else who may read gets 403. */
export function requireReviewer(): MiddlewareHandler<AppContext> {
  return requireRole("reviewer_only", "Only someone signed in as a reviewer may do this.", [
    "admin",
    "manager",
    "reviewer",
  ]);
}

/** Lets agents through who are signed in; everybody else who may read gets 403. */
export function requireAgent(): MiddlewareHandler<AppContext> {
  return requireRole("agent_only", "Only an agent who is signed in may do this.", ["agent"]);
}

/** Lets everybody through who is signed in; a token gets 403. */
export function requirePerson(): MiddlewareHandler<AppContext> {
  return requireRole(
    "person_only",
    "Only somebody who is signed in may do this.",
    roleSchema.options,
  );
}

/** Who is signed in, for routes behind one of the above. Throws AppError 403 for a token. */
export function signedInPerson(c: Context<AppContext>): SignedIn {
  const { principal } = c.var;
  if (principal.kind === "session") return principal;
  throw new AppError({ code: "person_only", status: 403, message: "Sign in to do this." });
}

/** Keeps agents to their own pages, which are mounted before it; tokens and everybody else who is signed in go on. */
export function keepAgentsOut(): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    const { principal } = c.var;
    if (principal.kind === "session" && principal.role === "agent") {
      throw new AppError({
        code: "own_pages_only",
        status: 403,
        message: "Agents see their own calls and scores, at /me.",
      });
    }
    await next();
  });
}

function requireRole(
  code: string,
  message: string,
  roles: readonly Role[],
): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    const { principal } = c.var;
    if (principal.kind !== "session" || !roles.includes(principal.role)) {
      throw new AppError({ code, status: 403, message });
    }
    await next();
  });
}

function refuse(c: Context<AppContext>, refusal: AccessRefusal): Response | Promise<Response> {
  const { error } = refusal;
  if (!wantsHtml(c)) throw error;
  c.header("Cache-Control", "no-store");
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  return page(c, accessRefusedPage(refusal), error.status);
}

async function countFailure(c: Context<AppContext>): Promise<void> {
  if (await hasFailedTooOften(c)) throw tooManyFailures();
}

function requireScope({ principal }: Authority, scope: "ingest" | "read"): void {
  if (principal.kind === "token" && principal.scope !== scope) {
    throw new AppError({
      code: "wrong_scope",
      status: 403,
      message: `This token has the scope ${principal.scope}; this address needs ${scope}.`,
    });
  }
}

async function proceed(c: Context<AppContext>, next: Next, authority: Authority): Promise<void> {
  c.set("principal", authority.principal);
  c.set("site", authority.site);
  await next();
  if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
}

function unauthorized(message: string): AppError {
  return new AppError({
    code: "unauthorized",
    status: 401,
    message,
    headers: { "WWW-Authenticate": 'Bearer realm="nightshift"' },
  });
}

function wantsHtml(c: Context<AppContext>): boolean {
  return c.req.header("Accept")?.includes("text/html") ?? false;
}
