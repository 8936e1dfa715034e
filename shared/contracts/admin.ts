import * as z from "zod";

import { roleSchema } from "./people.ts";

/*
 * What an admin may do to a site besides its settings: tokens and sign-in links. A secret is in the answer that makes it and
 * nowhere else.
 */

export const scopeSchema = z.enum(["ingest", "read"]);
const instantSchema = z.iso.datetime();
const labelSchema = z.string().trim().min(1).max(120);

/** Body of `POST /api/admin/tokens`. */
export const newTokenSchema = z.strictObject({
  /** `ingest` for the site's agent, `read` for Grafana and scripts. */
  scope: scopeSchema,
  /** For people: what uses it. */
  label: labelSchema,
  /** Null: it does not expire. */
  expires_in_days: z.int().min(1).max(3650).nullable().default(null),
});
export type NewTokenRequest = z.infer<typeof newTokenSchema>;

export const tokenRowSchema = z.strictObject({
  id: z.string(),
  scope: scopeSchema,
  label: z.string(),
  state: z.enum(["active", "expired", "revoked"]),
  created_at: instantSchema,
  expires_at: instantSchema.nullable(),
  /** To a quarter of an hour; null when it was never used. */
  last_used_at: instantSchema.nullable(),
  revoked_at: instantSchema.nullable(),
});
export const tokenRowsSchema = z.array(tokenRowSchema);
export type TokenRow = z.infer<typeof tokenRowSchema>;

export const createdTokenSchema = z.strictObject({
  id: z.string(),
  scope: scopeSchema,
  label: z.string(),
  expires_at: instantSchema.nullable(),
  /** The secret, this once. */
  token: z.string(),
});
export type CreatedToken = z.infer<typeof createdTokenSchema>;

/** Body of `POST /api/admin/sign-in-links`. */
export const newSignInLinkSchema = z.strictObject({
  /** Whom it signs in. */
  person_id: z.string().min(1).max(64),
  uses: z.int().min(1).max(50).default(1),
  valid_hours: z.number().positive().max(168).default(24),
});
export type NewSignInLinkRequest = z.infer<typeof newSignInLinkSchema>;

export const createdSignInLinkSchema = z.strictObject({
  person_id: z.string(),
  name: z.string(),
  role: roleSchema,
  uses: z.int().positive(),
  expires_at: instantSchema,
  /** The link with its secret, this once. */
  url: z.string(),
});
export type CreatedSignInLink = z.infer<typeof createdSignInLinkSchema>;
