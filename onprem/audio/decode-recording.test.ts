import { chmodSync, copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { debianTool } from "../testing/debian-tool.ts";
import { tempFolder, tempFolderOfFile } from "../testing/temp-folder.ts";
import { AudioError } from "./audio-error.ts";
import type { DecodedAudio } from "./collect-sound.ts";
import { decodeRecording } from "./decode-recording.ts";
import {
  CALL_RATE_HZ,
  CALL_WAV,
  callSamples,
  makeRecordings,
  type RecordingKind,
} from "./testing/make-recordings.ts";
import { wavFile } from "./testing/wav-file.ts";

const tools = {
  sox: debianTool("sox"),
  lame: debianTool("lame"),
  ffmpeg: debianTool("ffmpeg"),
};
const missing = Object.values(tools).find((tool) => tool.missing !== null)?.missing ?? null;
const withTools = missing === null ? "" : ` (skipped: ${missing})`;

const PHONE = "7275551212";
const folder = tempFolderOfFile();
let made: Record<RecordingKind, string>;

/** A PATH on which only these programs lie. */
function only(...programs: (keyof typeof tools)[]): string {
  const bin = tempFolder();
  for (const program of programs) symlinkSync(tools[program].path ?? "", join(bin, program));
  return bin;
}

/** A program of a name that answers as the script says. */
function scripted(name: string, script: string): string {
  const bin = tempFolder();
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

async function failure(path: string, searchPath: string, more = {}): Promise<AudioError> {
  const error: unknown = await decodeRecording(path, { searchPath, ...more }).catch(
    (error: unknown) => error,
  );
  if (error instanceof AudioError) return error;
  throw new Error(`no AudioError but ${String(error)}`);
}

/** How alike a second of the first channel is to the call, −1 to 1, and how many seconds later it comes. */
function likeness({ sampleRateHz, channels }: DecodedAudio): {
  correlation: number;
  lagSec: number;
} {
  const step = sampleRateHz / CALL_RATE_HZ;
  const decoded = channels[0] ?? new Int16Array();
  const original = callSamples();
  const maxLag = 0.1 * CALL_RATE_HZ;
  const best = { correlation: -1, lagSec: 0 };
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    let [both, ofOriginal, ofDecoded] = [0, 0, 0];
    for (let at = 10 * CALL_RATE_HZ; at < 11 * CALL_RATE_HZ; at++) {
      const a = original[at] ?? 0;
      const b = decoded[(at + lag) * step] ?? 0;
      both += a * b;
      ofOriginal += a * a;
      ofDecoded += b * b;
    }
    const correlation = both / Math.sqrt(ofOriginal * ofDecoded);
    if (correlation > best.correlation) {
      Object.assign(best, { correlation, lagSec: lag / CALL_RATE_HZ });
    }
  }
  return best;
}

describe.skipIf(missing !== null)(`what ViciDial writes${withTools}`, () => {
  beforeAll(() => {
    made = makeRecordings(folder);
  });

  test.each<[RecordingKind, (keyof typeof tools)[], number]>([
    ["gsm", ["ffmpeg"], 0.9],
    ["gsm", ["sox"], 0.9],
    ["gsm in wav", ["ffmpeg"], 0.9],
    ["gsm in wav", ["sox"], 0.9],
    ["ogg", ["ffmpeg"], 0.95],
    ["ogg", ["sox"], 0.95],
    ["mp3", ["ffmpeg"], 0.8],
    ["mp3", ["sox", "lame"], 0.8],
    ["mp3 with an Info tag", ["ffmpeg"], 0.95],
    ["mp3 with an Info tag", ["lame"], 0.95],
    ["adpcm in wav", ["sox"], 0.95],
  ])(
    "%s by %j: as long as the call, at the same time, and sounds like it",
    async (kind, programs, atLeast) => {
      const audio = await decodeRecording(made[kind], { searchPath: only(...programs) });
      expect(audio.channels).toHaveLength(1);
      expect(Math.abs(audio.durationSec - callSamples().length / CALL_RATE_HZ)).toBeLessThan(0.1);
      expect(audio.durationSec).toBe((audio.channels[0]?.length ?? 0) / audio.sampleRateHz);
      const { correlation, lagSec } = likeness(audio);
      expect(correlation).toBeGreaterThan(atLeast);
      expect(Math.abs(lagSec)).toBeLessThan(0.02);
    },
  );

  test("keeps the two sides of a stereo recording apart", async () => {
    for (const program of ["ffmpeg", "sox"] as const) {
      const audio = await decodeRecording(made["stereo ogg"], { searchPath: only(program) });
      expect(audio.channels).toHaveLength(2);
      expect(likeness(audio).correlation).toBeGreaterThan(0.9);
      expect(Math.max(...(audio.channels[1] ?? []).slice(0, 100_000))).toBeLessThan(300);
    }
  });

  test("goes by what a file is, not by its name", async () => {
    const searchPath = only("sox", "lame");
    for (const [kind, name] of [
      ["mp3", "a.wav"],
      ["gsm", "b.mp3"],
      ["ogg", "c.gsm"],
      ["gsm in wav", "d.ogg"],
    ] as const) {
      const path = join(tempFolder(), name);
      copyFileSync(made[kind], path);
      const { durationSec } = await decodeRecording(path, { searchPath });
      expect(durationSec).toBeCloseTo(62.15, 0);
    }
    const wav = join(tempFolder(), "e.mp3");
    copyFileSync(CALL_WAV, wav);
    expect((await decodeRecording(wav, { searchPath: "" })).sampleRateHz).toBe(CALL_RATE_HZ);
  });

  test("takes the extension as a hint where the first bytes say nothing", async () => {
    const junk = Buffer.concat([Buffer.alloc(300, 0x00), readFileSync(made.mp3)]);
    const { durationSec } = await decodeRecording(written("call.mp3", junk), {
      searchPath: only("ffmpeg"),
    });
    expect(durationSec).toBeCloseTo(62.15, 0);
    expect(await failure(written("call.bin", junk), only("ffmpeg"))).toMatchObject({
      code: "not_audio",
    });
  });

  test("a name like an option or an address is only a name, and is seen by nobody", async () => {
    for (const name of ["-y", "--help", "http:evil", "concat:a|b", "|sh", `a b;$(id)'".gsm`]) {
      const path = join(tempFolder(), name);
      copyFileSync(made.gsm, path);
      for (const program of ["ffmpeg", "sox"] as const) {
        const { durationSec } = await decodeRecording(path, { searchPath: only(program) });
        expect(durationSec).toBeCloseTo(62.15, 0);
      }
    }
    const seen = join(tempFolder(), "seen");
    const spy = scripted(
      "sox",
      `echo "$@" > ${seen}; tr '\\0' ' ' < /proc/$$/environ >> ${seen}; exit 1`,
    );
    const path = join(tempFolder(), `20261120_${PHONE}-all.gsm`);
    copyFileSync(made.gsm, path);
    expect(await failure(path, spy)).toMatchObject({ code: "decoder_failed" });
    expect(readFileSync(seen, "utf8")).toContain("-t gsm -");
    expect(readFileSync(seen, "utf8")).not.toContain(PHONE);
  });

  test("a damaged file fails for good, and its error names neither file nor number", async () => {
    for (const [kind, programs] of [
      ["ogg", ["ffmpeg", "sox"]],
      ["ogg", ["sox"]],
    ] as const) {
      const bytes = readFileSync(made[kind]).subarray(0, 58);
      const path = written(`20261120_${PHONE}-all.ogg`, bytes);
      const error = await failure(path, only(...programs));
      expect(error.code).toBe("decoder_failed");
      expect(error.permanent).toBe(true);
      expect(error.message).not.toContain(PHONE);
      expect(error.message).not.toContain("/");
    }
  });

  test("a sox without MP3 is no decoder of MP3: lame is to be installed", async () => {
    const sox = scripted(
      "sox",
      "echo \"sox FAIL formats: no handler for given file type 'mp3'\" >&2; exit 2",
    );
    expect(await failure(made.mp3, sox)).toMatchObject({
      code: "no_decoder",
      permanent: false,
      message: expect.stringMatching(/^MP3 needs.*install lame .*or ffmpeg\.$/),
    });
  });

  test("without any program it says which package to install, and that may come yet", async () => {
    for (const kind of ["gsm", "gsm in wav", "ogg"] as const) {
      expect(await failure(made[kind], "")).toMatchObject({
        code: "no_decoder",
        permanent: false,
        message: expect.stringMatching(
          /install sox \(apt-get, dnf or zypper install sox\) or ffmpeg\.$/,
        ),
      });
    }
  });

  test("takes the next program when one cannot", async () => {
    const broken = scripted("ffmpeg", "exit 1");
    const { durationSec } = await decodeRecording(made.gsm, {
      searchPath: `${broken}:${only("sox")}`,
    });
    expect(durationSec).toBeCloseTo(62.15, 0);
  });
});

describe("programs that misbehave", () => {
  const gsm = new Uint8Array(33 * 50).fill(0xd0);

  test("one that hangs is ended", async () => {
    const path = written("a.gsm", gsm);
    const error = await failure(path, scripted("ffmpeg", "exec sleep 600"), { timeLimitMs: 300 });
    expect(error).toMatchObject({ code: "decoder_stopped", permanent: false });
  });

  test("one that crashes is no verdict on the file", async () => {
    const error = await failure(written("a.gsm", gsm), scripted("sox", "kill -SEGV $$"));
    expect(error).toMatchObject({ code: "decoder_stopped", permanent: false });
  });

  test("one that cannot be started is none", async () => {
    const bin = tempFolder();
    writeFileSync(join(bin, "sox"), "#!/nowhere/sh\n", { mode: 0o755 });
    const error = await failure(written("a.gsm", gsm), bin);
    expect(error).toMatchObject({ code: "decoder_stopped", permanent: false });
  });

  test("one that never stops giving sound is ended at the longest length of a call", async () => {
    const head = join(tempFolder(), "head");
    writeFileSync(head, wavFile({ data: new Uint8Array(), announcedBytes: 0x7fffffff }));
    const endless = scripted("sox", `cat ${head}; exec cat /dev/zero`);
    expect(await failure(written("a.gsm", gsm), endless, { maxSec: 3600 })).toMatchObject({
      code: "too_long",
      permanent: true,
    });
  });

  test("one that talks without end is not listened to, and nothing it says is repeated", async () => {
    const chatty = scripted("sox", `yes ${PHONE} | head -c 3000000 >&2; exit 1`);
    const error = await failure(written("a.gsm", gsm), chatty);
    expect(error).toMatchObject({ code: "decoder_failed" });
    expect(error.message).not.toContain(PHONE);
  });

  test("one that gives no WAV, three channels, a rate beyond all measure, or nothing", async () => {
    const three = join(tempFolder(), "three");
    writeFileSync(three, wavFile({ channelCount: 3, data: new Uint8Array(6 * 4000) }));
    const path = written("a.gsm", gsm);
    const fast = join(tempFolder(), "fast");
    writeFileSync(fast, wavFile({ sampleRateHz: 11_214_656, data: new Uint8Array(6 * 4000) }));
    const answers = ["exec yes", `cat ${three}`, `cat ${fast}`, "exit 0"];
    const codes = [];
    for (const script of answers) codes.push((await failure(path, scripted("sox", script))).code);
    expect(codes).toEqual(["decoder_failed", "unsupported_codec", "unsupported_codec", "empty"]);
  });

  test("what is no recording is given to none of them", async () => {
    const never = scripted("ffmpeg", "exec sleep 600");
    for (const [name, text] of [
      ["a.mp3", "<!DOCTYPE html><html><body>404</body></html>"],
      ["b.ogg", "#EXTM3U\nhttp://10.0.0.1/x\n"],
      ["c.gsm", "plain words"],
      ["d.mp3", "\x1f\x8b\x08rest"],
    ] as const) {
      const error = await failure(written(name, Buffer.from(text, "latin1")), never);
      expect(error).toMatchObject({ code: "not_audio", permanent: true });
    }
    expect(await failure(written("e.mp3", new Uint8Array()), never)).toMatchObject({
      code: "empty",
    });
  });

  test.each([
    ["replaced by another", (path: string) => `cp ${CALL_WAV} ${path}.new; mv ${path}.new ${path}`],
    ["cut", (path: string) => `head -c 40 ${path} > ${path}.new; cat ${path}.new > ${path}`],
    ["written on", (path: string) => `echo more >> ${path}`],
  ])("what came of a file that was %s meanwhile is not believed", async (_, change) => {
    const path = written("a.gsm", gsm);
    const sound = written("sound.wav", wavFile({ data: new Uint8Array(16_000) }));
    for (const then of [`exec cat ${sound}`, "exit 1"]) {
      writeFileSync(path, gsm);
      expect(await failure(path, scripted("sox", `${change(path)}; ${then}`))).toMatchObject({
        code: "changed_while_read",
        permanent: false,
      });
    }
  });

  test("a WAV file that is cut while it is read", async () => {
    const path = written("a.wav", wavFile({ data: new Uint8Array(64 * 1024 * 1024) }));
    const decoding = failure(path, "");
    await truncate(path, 1024 * 1024);
    expect(await decoding).toMatchObject({ code: "changed_while_read", permanent: false });
  });

  test("a file that is gone is not the programs' fault", async () => {
    await expect(decodeRecording("/nowhere/a.gsm", { searchPath: "" })).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});
