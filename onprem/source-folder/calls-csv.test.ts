import { describe, expect, test } from "vitest";

import { parseCallsCsv } from "./calls-csv.ts";
import { decodeText } from "./decode-text.ts";

const NAME = "20261120-103108_447700900123-all.wav";

const parse = (text: string, stillWritten = false) =>
  parseCallsCsv(text, { folder: "/recordings", stillWritten });

describe("how spreadsheets and exports write a list", () => {
  const row = `${NAME};1001;José Müller`;
  const text = `filename;recording_id;agent_name\r\n${row}\r\n`;
  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, as Excel saves Unicode text", Buffer.from(`\ufeff${text}`, "utf16le")],
    ["Windows-1252", Buffer.from(text, "latin1")],
    ["Windows-1252 without a line break at the end", Buffer.from(text.trimEnd(), "latin1")],
    [
      "UTF-8 cut in the middle of a character",
      Buffer.concat([Buffer.from(text), Buffer.from([0xc3])]),
    ],
  ])("%s", async (_, bytes) => {
    const list = await parse(decodeText(bytes));
    expect(list.find(NAME)).toMatchObject({ recordingId: "1001", agentName: "José Müller" });
  });

  test.each([",", ";", "\t"])(
    "columns divided by %j, with Excel's own line in front",
    async (divider) => {
      const lines = [
        ["Filename", "Agent User"],
        [NAME, "1001"],
      ].map((cells) => cells.join(divider));
      const list = await parse(`sep=${divider}\n${lines.join("\n")}`);
      expect(list.find(NAME)).toMatchObject({ agentUser: "1001" });
      expect(list.problems).toEqual([]);
    },
  );

  test("what Asterisk and FreePBX call the columns, with a path of theirs", async () => {
    const list = await parse(
      "calldate,linkedid,uniqueid,disposition,recordingfile\n" +
        `2026-11-20 10:31:08,g1,1763634668.12,ANSWERED,/var/spool/asterisk/monitor/2026/11/20/${NAME}\n` +
        "2026-11-20 10:32:08,g2,1763634669.12,ANSWERED,/recordings/2026/x.wav\n",
    );
    expect(list.find(`a/${NAME}`)).toMatchObject({
      callGroup: "g1",
      uniqueid: "1763634668.12",
      callStatus: "ANSWERED",
      startedAt: { year: 2026, hour: 10, second: 8 },
    });
    expect(list.find("2026/x.wav")).toMatchObject({ callGroup: "g2" });
    expect(list.find("2025/x.wav")).toBeUndefined();
  });

  test("a name without extension or -all, as ViciDial's filename column has it", async () => {
    const list = await parse("filename,agent_user\n20261120-103108_447700900123,1001\n");
    expect(list.find(NAME)).toMatchObject({ agentUser: "1001" });
    expect(list.find(NAME.replace(".wav", ".mp3"))).toMatchObject({ agentUser: "1001" });
  });
});

describe("rows that make no sense", () => {
  test.each([
    ["", "filename is empty"],
    [`${NAME},${"x".repeat(65)}`, "recording_id is longer than 64 characters"],
    [`${NAME},a\u0007b`, "recording_id holds spaces, slashes or control characters"],
    [`${NAME},../../etc/x`, "recording_id holds spaces, slashes or control characters"],
    [`${NAME},..`, "recording_id holds spaces, slashes or control characters"],
    [`${NAME},20261120-103108_447700900123`, "recording_id repeats the file's name"],
    [`${NAME},1,${"x".repeat(65)}`, "agent_user is longer than 64 characters"],
    [`${NAME},1,a\u001b[31m`, "agent_user holds control characters"],
    [`${NAME},1,2,sideways`, "direction is neither inbound nor outbound"],
    [`${NAME},1,2,in,yesterday`, "started_at is no time"],
    [`${NAME},1,2,in,2026-02-30 10:00:00`, "started_at is no time"],
  ])("%j", async (row, problem) => {
    const header = "filename,recording_id,agent_user,direction,started_at\n";
    const list = await parse(`${header}${row === "" ? ",1" : row}\nother.wav,9,9\n`);
    expect(list.problems).toEqual([expect.stringContaining(`line 2: ${problem}`)]);
    expect(list.problems.join("")).not.toContain("7700");
    expect(list.find("other.wav")).toMatchObject({ recordingId: "9" });
    expect(list.find(NAME)?.agentUser ?? "2").toBe("2");
  });

  test("the same file twice: the later row counts, and gives back the identity of the earlier", async () => {
    const list = await parse(`filename,recording_id\nx.wav,1\nx.wav,2\ny.wav,1\n`);
    expect(list.problems).toEqual([expect.stringContaining("lines 2 and 3 name the same file")]);
    expect(list.find("x.wav")).toMatchObject({ recordingId: "2" });
    expect(list.find("y.wav")).toMatchObject({ recordingId: "1" });
  });

  test("a quote that is never closed takes only its own row", async () => {
    const list = await parse(
      `filename,agent_user\na.wav,1\n"b.wav,2\nc.wav,3\n"d.wav,4\ne.wav,"5, five"\n`,
    );
    expect(list.find("a.wav")).toBeDefined();
    expect(list.find("e.wav")).toMatchObject({ agentUser: "5, five" });
    expect(list.find("c.wav")).toMatchObject({ agentUser: "3" });
    expect(list.problems).toEqual([
      "line 3: a quote is opened and never closed",
      "line 5: a quote is opened and never closed",
    ]);
  });

  test("a list without the column filename, and one that is no text, are said", async () => {
    expect((await parse("name,agent\nx.wav,1\n")).problems).toEqual([
      "its first line names no column filename",
    ]);
    expect((await parse("\0\u0001PK\n\0")).problems).toHaveLength(1);
  });

  test("thousands of bad rows are said in twenty lines", async () => {
    const list = await parse(`filename,agent_user\n${",x\n".repeat(5000)}z.wav,1\n`);
    expect(list.problems).toHaveLength(21);
    expect(list.find("z.wav")).toBeDefined();
  });
});

describe("a list that is just being written", () => {
  test("a last line that is short of cells is left for later, a whole one is not", async () => {
    const text = `filename,recording_id,agent_user\na.wav,1,1001\nb.wav,12`;
    expect((await parse(text, true)).find("b.wav")).toBeUndefined();
    expect((await parse(`${text}34,1002`, true)).find("b.wav")).toMatchObject({
      recordingId: "1234",
    });
    expect((await parse(text, false)).find("b.wav")).toMatchObject({ recordingId: "12" });
  });
});

test("a list of 100,000 rows gives other work its turn", async () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, row) => `20261120-103108_${row}-all.wav,${row},1001`,
  );
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const list = await parse(`filename,recording_id,agent_user\n${rows.join("\n")}\n`);
  clearInterval(timer);
  expect(list.find("20261120-103108_99999-all.wav")).toMatchObject({ recordingId: "99999" });
  expect(turns).toBeGreaterThan(10);
});
