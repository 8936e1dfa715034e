import * as z from "zod";

/*
 * The people of a site and what each may do: an admin everything; a manager all but tokens, people and providers; a reviewer
 * reads everything and reviews; an agent sees their own calls and nothing else.
 */

export const roleSchema = z.enum(["admin", "manager", "reviewer", "agent"]);
export type Role = z.infer<typeof roleSchema>;

const nameSchema = z.string().trim().min(1).max(120);
const emailSchema = z.email().max(254).toLowerCase();
const agentUserSchema = z.string().trim().min(1).max(64);

/** Body of `POST /api/admin/people`. */
export const newPersonSchema = z
  .strictObject({
    name: nameSchema,
    role: roleSchema,
    email: emailSchema.nullable().default(null),
    /** ViciDial user whose calls an agent sees; theirs alone. */
    agent_user: agentUserSchema.nullable().default(null),
  })
  .refine((person) => (person.role === "agent") === (person.agent_user !== null), {
    path: ["agent_user"],
    message: "agents have one (their ViciDial user), nobody else does",
  });
export type NewPersonRequest = z.infer<typeof newPersonSchema>;

/** Body of `PATCH /api/admin/people/{id}`. Whoever becomes or was an agent is a new person, because calls hang on it. */
export const personChangeSchema = z
  .strictObject({
    name: nameSchema,
    role: roleSchema.exclude(["agent"]),
    email: emailSchema.nullable(),
    /** True ends all their sessions and links at once. */
    disabled: z.boolean(),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one thing to change");
export type PersonChange = z.infer<typeof personChangeSchema>;

export const personRowSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  email: z.string().nullable(),
  agent_user: z.string().nullable(),
  created_at: z.iso.datetime(),
  disabled_at: z.iso.datetime().nullable(),
});
export const personRowsSchema = z.array(personRowSchema);
export type PersonRow = z.infer<typeof personRowSchema>;
