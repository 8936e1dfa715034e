import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";

import * as accounts from "./accounts-schema.ts";
import * as calibration from "./calibration-schema.ts";
import * as providers from "./providers-schema.ts";
import * as reviews from "./review-schema.ts";
import * as calls from "./schema.ts";
import * as scorecards from "./scorecards-schema.ts";

const schema = { ...accounts, ...calibration, ...calls, ...providers, ...reviews, ...scorecards };

export type Database = DrizzleD1Database<typeof schema> & { $client: D1Database };

export function openDatabase(binding: D1Database): Database {
  return drizzle(binding, { schema });
}
