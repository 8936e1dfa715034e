import { describe, expect, test } from "vitest";

import { createSecret, hashesEqual, hashSecret, looksLikeSecret } from "./secrets.ts";

describe("secrets", () => {
  test("say what they are for and have 256 random bits", () => {
    const secret = createSecret("ingest");
    expect(secret).toMatch(/^ns_ingest_[A-Za-z0-9_-]{43}$/);
    expect(looksLikeSecret(secret)).toBe(true);
    expect(createSecret("ingest")).not.toBe(secret);
  });

  test("come from the randomness they are given", () => {
    expect(createSecret("read", (bytes) => bytes.fill(255))).toBe(`ns_read_${"_".repeat(42)}8`);
  });

  test("are hashed with SHA-256", async () => {
    expect(await hashSecret("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test.each(["", "ns_ingest_short", "Bearer x", "ns_admin_".padEnd(52, "a"), "' OR 1=1 --"])(
    "%j has not the form of one",
    (text) => {
      expect(looksLikeSecret(text)).toBe(false);
    },
  );

  test("hashes are equal only when all of them is", () => {
    expect(hashesEqual("abcd", "abcd")).toBe(true);
    expect(hashesEqual("abcd", "abce")).toBe(false);
    expect(hashesEqual("abcd", "abc")).toBe(false);
    expect(hashesEqual("abc", "abcd")).toBe(false);
  });
});
