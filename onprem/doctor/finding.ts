/** What a check found. Only `failed` makes doctor fail; a warning is for the owner to weigh. */
export type Finding = {
  verdict: "ok" | "warning" | "failed";
  detail: string;
  /** The command, or the change, that mends it. */
  mend: string | null;
};

export const ok = (detail: string): Finding => ({ verdict: "ok", detail, mend: null });
export const warning = (detail: string, mend: string): Finding => ({
  verdict: "warning",
  detail,
  mend,
});
export const failed = (detail: string, mend: string): Finding => ({
  verdict: "failed",
  detail,
  mend,
});

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
