import { describe, expect, test } from "vitest";

import { allowedHosts, isAllowed, recordingUrl, type ServerHosts } from "./allowed-hosts.ts";

const server = (change: Partial<ServerHosts> = {}): ServerHosts => ({
  serverIp: "10.0.0.5",
  altServerIp: "rec.example.com",
  externalServerIp: "https://203.0.113.9:8443/",
  recordingWebLink: "SERVER_IP",
  ...change,
});

const urlOf = (location: string, servers = [server()], configured: string[] = []) =>
  recordingUrl(location, allowedHosts(servers, configured))?.href ?? null;

describe("recordingUrl", () => {
  test("asks the host of location, as ViciDial's recording_web_link maps it", () => {
    const location = "http://10.0.0.5/RECORDINGS/MP3/F-all.mp3";
    expect(urlOf(location)).toBe(location);
    expect(urlOf(location, [server({ recordingWebLink: "ALT_IP" })])).toBe(
      "http://rec.example.com/RECORDINGS/MP3/F-all.mp3",
    );
    expect(urlOf(location, [server({ recordingWebLink: "EXTERNAL_IP" })])).toBe(
      "http://203.0.113.9:8443/RECORDINGS/MP3/F-all.mp3",
    );
    expect(urlOf(location, [server({ recordingWebLink: "ALT_IP", altServerIp: "" })])).toBe(
      location,
    );
  });

  test("knows the hosts that the configuration adds, ports included", () => {
    const location = "https://archive.example.com:9443/2026-11-20/F-all.mp3";
    expect(urlOf(location)).toBeNull();
    expect(urlOf(location, [], ["archive.example.com"])).toBeNull();
    expect(urlOf(location, [], ["Archive.Example.COM:9443"])).toBe(location);
    expect(urlOf("https://archive.example.com/x", [], ["archive.example.com"])).not.toBeNull();
    expect(urlOf("http://[fd00::5]/x", [], ["[fd00::5]"])).not.toBeNull();
  });

  test.each([
    "http://10.0.0.6/RECORDINGS/F-all.mp3",
    "http://169.254.169.254/latest/meta-data",
    "http://localhost/RECORDINGS/F-all.mp3",
    "http://10.0.0.5:8080/RECORDINGS/F-all.mp3",
    "http://10.0.0.5:22/",
    "http://10.0.0.5@evil.example/F-all.mp3",
    "http://user:pass@10.0.0.5/F-all.mp3",
    "http://@10.0.0.5/F-all.mp3",
    "http://evil.example\\@10.0.0.5/F-all.mp3",
    "http://10.0.0.5\\@evil.example/F-all.mp3",
    "http://evil.example#@10.0.0.5/F-all.mp3",
    "http://10.0.0.5.evil.example/F-all.mp3",
    "http://evil.example/10.0.0.5/F-all.mp3",
    "http://10.0.0\t.5/F-all.mp3",
    "ftp://10.0.0.5/F-all.mp3",
    "file:///etc/passwd",
    "//10.0.0.5/F-all.mp3",
    "F-all",
    "",
    "http://",
    `http://${"a".repeat(5000)}/`,
  ])("does not ask %s", (location) => {
    expect(urlOf(location)).toBeNull();
  });

  test("a number that is an address in disguise is that address", () => {
    expect(urlOf("http://0x0a000005/F-all.mp3")).toBe("http://10.0.0.5/F-all.mp3");
    expect(urlOf("http://167772166/F-all.mp3")).toBeNull();
  });

  test("nonsense in the servers table allows nothing", () => {
    const servers = [
      server({ serverIp: "", altServerIp: "*", externalServerIp: "a@b", recordingWebLink: "?" }),
    ];
    for (const location of ["http://a/", "http://b/", "http://x/"]) {
      expect(urlOf(location, servers)).toBeNull();
    }
  });
});

test("isAllowed refuses credentials and other protocols on a known host", () => {
  const allowed = allowedHosts([server()], []);
  expect(isAllowed(new URL("https://10.0.0.5/x"), allowed)).toBe(true);
  expect(isAllowed(new URL("https://a:b@10.0.0.5/x"), allowed)).toBe(false);
  expect(isAllowed(new URL("gopher://10.0.0.5/x"), allowed)).toBe(false);
});
