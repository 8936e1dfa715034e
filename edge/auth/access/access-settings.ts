import * as z from "zod";

import type { Role } from "#shared/contracts/people.ts";

import type { Env } from "../../env.ts";
import { AppError } from "../../errors/app-error.ts";

/** Roles that a group may give, the highest first; an agent's calls hang on their ViciDial user, which no group knows. */
const GROUP_ROLES = ["admin", "manager", "reviewer"] as const satisfies readonly Role[];
export type GroupRole = (typeof GROUP_ROLES)[number];

export type AccessSettings = {
  /** Such as `https://acme.cloudflareaccess.com`: who issues the tokens, and below which the keys lie. */
  teamUrl: string;
  /** AUD tags of the Access applications that stand before this Worker. */
  audiences: string[];
  groupRoles: ReadonlyMap<string, GroupRole>;
};

type AccessVariables = Pick<Env, "ACCESS_TEAM_DOMAIN" | "ACCESS_AUDIENCE" | "ACCESS_GROUP_ROLES">;

const teamSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.cloudflareaccess\.com$/);
const audiencesSchema = z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1);
const groupRolesSchema = z.record(z.string().min(1), z.enum(GROUP_ROLES));

/**
 * How Cloudflare Access stands before this Worker, by its variables; null when it does not. Throws AppError 503 when they are
 * set by half or cannot be right: whoever meant to have Access must hear of it.
 */
export function readAccessSettings(env: AccessVariables): AccessSettings | null {
  const team = env.ACCESS_TEAM_DOMAIN?.trim() ?? "";
  const audience = env.ACCESS_AUDIENCE?.trim() ?? "";
  const groups = env.ACCESS_GROUP_ROLES?.trim() ?? "";
  if (team === "" && audience === "" && groups === "") return null;
  if (team === "") throw wrong("ACCESS_TEAM_DOMAIN is not set. It is TEAM.cloudflareaccess.com.");
  if (audience === "") {
    throw wrong("ACCESS_AUDIENCE is not set. It is the Access application's AUD tag.");
  }
  const teamDomain = teamSchema.safeParse(team);
  if (!teamDomain.success) {
    throw wrong("ACCESS_TEAM_DOMAIN must be TEAM.cloudflareaccess.com, without https://.");
  }
  const audiences = audiencesSchema.safeParse(audience.split(",").map((tag) => tag.trim()));
  if (!audiences.success) {
    throw wrong("ACCESS_AUDIENCE must be an AUD tag of 64 hex digits, or several with commas.");
  }
  const groupRoles = groupRolesSchema.safeParse(groups === "" ? {} : parseJson(groups));
  if (!groupRoles.success) {
    throw wrong(
      'ACCESS_GROUP_ROLES must be JSON such as {"qa-managers":"manager"}, with the roles admin, manager or reviewer.',
    );
  }
  return {
    teamUrl: `https://${teamDomain.data}`,
    audiences: audiences.data,
    groupRoles: new Map(Object.entries(groupRoles.data)),
  };
}

/** The highest role that somebody's groups give them; null when none does. */
export function roleOfGroups(
  { groupRoles }: AccessSettings,
  groups: readonly string[],
): GroupRole | null {
  const roles = groups.map((group) => groupRoles.get(group));
  return GROUP_ROLES.find((role) => roles.includes(role)) ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function wrong(problem: string): AppError {
  return new AppError({
    code: "access_misconfigured",
    status: 503,
    message: `Cloudflare Access is not set up completely, so nobody can come in through it. ${problem} Whoever runs this Worker sets its variables, then deploys it.`,
  });
}
