import { setFlagsFromString } from "node:v8";

/*
 * The agent shares a host with live calls and does little at a time, so V8's space for new objects stays at its first
 * megabyte instead of growing to sixteen, three times over: measured, 40 MB less of resident memory for `watch`. Imported
 * before anything else, since loading the code is what makes it grow.
 */
setFlagsFromString("--semi-space-growth-factor=1");
