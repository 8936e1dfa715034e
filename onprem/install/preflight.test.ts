import { describe, expect, test } from "vitest";

import { layoutFor } from "./layout.ts";
import {
  freeMegabytes,
  readHostIdentity,
  refuseUnsuitableHost,
  type HostIdentity,
  type PreflightOptions,
} from "./preflight.ts";
import { InstallError } from "./step.ts";

const host: HostIdentity = {
  platform: "linux",
  arch: "x64",
  glibc: "2.31",
  uid: 0,
  bootedWithSystemd: true,
};
/** The root of an image that does not exist yet. */
const IMAGE = "/nowhere-yet/image";
const good: PreflightOptions = {
  layout: layoutFor("/", null),
  host,
  tools: { has: () => true, run: () => ({ ok: true, stdout: "", stderr: "" }) },
  start: true,
  freeMb: () => 10_000,
};

describe("refuseUnsuitableHost", () => {
  test("lets a ViciBox through", () => {
    expect(() => refuseUnsuitableHost(good)).not.toThrow();
  });

  test.each<[string, Partial<PreflightOptions>, RegExp]>([
    ["32-bit x86", { host: { ...host, arch: "ia32" } }, /64-bit x86 or ARM/],
    ["macOS", { host: { ...host, platform: "darwin" } }, /runs on Linux/],
    ["CentOS 7", { host: { ...host, glibc: "2.17" } }, /glibc 2\.17; Node 24 needs glibc 2\.28/],
    ["glibc 2.4", { host: { ...host, glibc: "2.4" } }, /needs glibc 2\.28/],
    ["Alpine", { host: { ...host, glibc: null } }, /not glibc/],
    ["somebody who is not root", { host: { ...host, uid: 1000 } }, /with sudo/],
    ["a host without systemd", { host: { ...host, bootedWithSystemd: false } }, /--no-start/],
    [
      "a host without setpriv",
      { tools: { ...good.tools, has: (tool) => tool !== "setpriv" } },
      /missing: setpriv/,
    ],
    [
      "a full disk",
      { freeMb: () => 300, layout: layoutFor(IMAGE, null) },
      /300 MB free; 700 MB are needed for the program/,
    ],
  ])("refuses %s with what to do", (_, change, message) => {
    const refuse = () => refuseUnsuitableHost({ ...good, ...change });
    expect(refuse).toThrow(InstallError);
    expect(refuse).toThrow(message);
  });

  test("an image can be built by anybody, without systemd", () => {
    const builder = { ...host, uid: 1000, bootedWithSystemd: false };
    expect(() =>
      refuseUnsuitableHost({ ...good, host: builder, layout: layoutFor(IMAGE, null) }),
    ).not.toThrow();
  });
});

test("knows the host it runs on", () => {
  expect(readHostIdentity()).toMatchObject({
    platform: "linux",
    glibc: expect.stringMatching(/^2\./),
  });
  expect(freeMegabytes("/nowhere/yet/at/all")).toBeGreaterThan(0);
});
