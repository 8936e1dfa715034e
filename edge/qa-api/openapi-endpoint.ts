import type * as z from "zod";

/** An address of the API, as the description has it. */
export type Endpoint = {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  operationId: string;
  summary: string;
  description: string;
  /** What `{…}` in the path stands for. */
  pathParameter?: { name: string; description: string };
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Absent: the answer has no body. */
  answer?: z.ZodType;
  /** Of an answer that is no error; 200 unless it is told. */
  status?: 201 | 204;
  /** Flat rows, also to be had as CSV by Accept: text/csv or by the path with `.csv`. */
  csv?: boolean;
  adminOnly?: boolean;
  /** For someone signed in as a manager or an admin. */
  managersOnly?: boolean;
};
