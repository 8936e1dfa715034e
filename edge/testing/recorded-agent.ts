type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A request as an agent sends it, token left out, and the name of the schema by which it reads the answer. */
export type RecordedRequest = {
  method: string;
  path: string;
  /** Of what is sent; null without a body. */
  encoding: string | null;
  type: string | null;
  body: Json;
  answer: "batch" | "receipts" | "settings" | "nothing";
};

/** What agents of one version say and understand, recorded when it was released. */
export type RecordedAgent = {
  version: string;
  requests: RecordedRequest[];
  /** JSON Schemas of what the agent accepts as answers. */
  reads: Record<"batch" | "receipts" | "settings" | "error", Json>;
};
