import { createRequire } from "node:module";

import type * as Drizzle from "drizzle-orm";
import type * as MysqlCore from "drizzle-orm/mysql-core";

/*
 * drizzle in its CommonJS form. As ES modules, Node 24 parses drizzle's 180 kB package.json again for each of its files:
 * that takes a second and 350 MB at every start of the agent, against 0.1 s and 20 MB.
 */
const require = createRequire(import.meta.url);
const drizzle: typeof Drizzle = require("drizzle-orm");
const mysqlCore: typeof MysqlCore = require("drizzle-orm/mysql-core");

export const { and, asc, between, desc, eq, getTableColumns, getTableName, gt, gte, inArray, is } =
  drizzle;
export const {
  datetime,
  getTableConfig,
  int,
  mediumint,
  MySqlTable,
  mysqlTable,
  QueryBuilder,
  varchar,
} = mysqlCore;
export type MySqlTable = MysqlCore.MySqlTable;
