import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/*
 * npm leaves package-lock.json out of a package, but takes npm-shrinkwrap.json, which is the same under another name. It is
 * there only while `npm pack` works, so that there are never two lockfiles to keep alike.
 */
const root = join(import.meta.dirname, "..");
const shrinkwrap = join(root, "npm-shrinkwrap.json");
const { values } = parseArgs({ options: { remove: { type: "boolean", default: false } } });

if (values.remove) rmSync(shrinkwrap, { force: true });
else copyFileSync(join(root, "package-lock.json"), shrinkwrap);
