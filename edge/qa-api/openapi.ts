import * as z from "zod";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";

import type { Endpoint } from "./openapi-endpoint.ts";
import { ENDPOINTS } from "./openapi-endpoints.ts";

const jsonSchema = (schema: z.ZodType, io: "input" | "output") => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return rest;
};

const json = (schema: object) => ({ "application/json": { schema } });

const errorAnswer = (description: string) => ({
  description,
  content: json({ $ref: "#/components/schemas/Error" }),
});

/** The API as an OpenAPI 3.1 document, from the schemas that the code itself goes by. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of ENDPOINTS) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: operation(endpoint) };
    if (endpoint.csv === true) paths[`${endpoint.path}.csv`] = { get: csvOperation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Nightshift QA API",
      version: "1",
      description:
        "Scores of a ViciDial centre's calls. Totals run from 20 to 100 and have one decimal, averages of marks run from " +
        "1 to 5 and have two. Missing data is null, never 0. Answers carry an ETag; ask with If-None-Match.",
    },
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of scope `read`" },
        session: { type: "apiKey", in: "cookie", name: "nightshift_session" },
      },
      schemas: { Error: jsonSchema(apiErrorSchema, "output") },
    },
    paths,
  };
}

function operation(endpoint: Endpoint) {
  const { operationId, summary, description, body, answer } = endpoint;
  return {
    operationId,
    summary,
    description,
    ...(endpoint.adminOnly === true || endpoint.managersOnly === true
      ? { security: [{ session: [] }] }
      : {}),
    parameters: parameters(endpoint),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: json(jsonSchema(body, "input")) } }),
    responses: {
      [endpoint.status ?? 200]: {
        description: summary,
        ...(answer === undefined
          ? {}
          : {
              content: {
                ...json(jsonSchema(answer, "output")),
                ...(endpoint.csv === true ? CSV_CONTENT : {}),
              },
            }),
      },
      ...errorAnswers(endpoint),
    },
  };
}

const CSV_CONTENT = { "text/csv": { schema: { type: "string" } } };

function csvOperation(endpoint: Endpoint) {
  const { operationId, summary, description } = endpoint;
  return {
    operationId: `${operationId}Csv`,
    summary: `${summary}, as CSV`,
    description,
    parameters: parameters(endpoint),
    responses: { 200: { description: summary, content: CSV_CONTENT }, ...errorAnswers(endpoint) },
  };
}

function parameters({ pathParameter, query }: Endpoint) {
  return [
    ...(pathParameter === undefined
      ? []
      : [{ ...pathParameter, in: "path", required: true, schema: { type: "string" } }]),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: "query",
      required: false,
      schema: jsonSchema(z.union([schema]), "input"),
    })),
  ];
}

function errorAnswers({ pathParameter, adminOnly, managersOnly }: Endpoint) {
  return {
    400: errorAnswer("Something asked for cannot be used"),
    401: errorAnswer("No token of scope `read` and nobody signed in"),
    403: errorAnswer(
      adminOnly === true
        ? "Not signed in as an admin"
        : managersOnly === true
          ? "Not signed in as a manager or an admin"
          : "A token of scope `ingest`",
    ),
    ...(pathParameter === undefined ? {} : { 404: errorAnswer("There is nothing by this id") }),
    ...(managersOnly === true ? { 409: errorAnswer("It does not fit how things stand") } : {}),
    429: errorAnswer("Too many wrong tokens; Retry-After says when to try again"),
    503: errorAnswer("The database's daily allowance is used up; Retry-After says when it is back"),
  };
}
