import * as z from "zod";

export const apiErrorSchema = z.object({
  error: z.object({
    /** Stable, for programs: `unauthorized`, `invalid_request`, `payload_too_large`… */
    code: z.string(),
    /** For people; says what to do. */
    message: z.string(),
    details: z.unknown().optional(),
    /** Names the request in the Worker's log; the answer's X-Request-Id says the same. */
    request_id: z.string().optional(),
  }),
});
export type ApiError = z.infer<typeof apiErrorSchema>;
