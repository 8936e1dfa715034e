import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { SourceError } from "../../source.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import { hostFacts, parseAstguiclientConf } from "./read-astguiclient-conf.ts";

/** As ViciDial's installer writes it, with the liberties that owners take. */
const CONF = `# astguiclient.conf - configuration elements for the astguiclient package
# all 'PATH' elements: omit trailing slash

PATHhome => /usr/share/astguiclient
PATHmonitor => /var/spool/asterisk/monitor
PATHDONEmonitor	=>  /var/spool/asterisk/monitorDONE   ; finished ones
  VARserver_ip=>10.0.0.5\r
VARDB_server => localhost
VARDB_database => asterisk
VARDB_user => cron
VARDB_pass => S3cretOfTheDatabase
VARDB_custom_user => custom
VARDB_custom_pass => S3cretOfCustom
VARDB_port => 3306
VARREPORT_pass => S3cretOfReports
VARFTP_pass => S3cretOfFtp
VARHTTP_path => http://10.0.0.4/recordings # web
a line that says nothing
`;

function written(text: string): string {
  const path = join(tempFolder(), "astguiclient.conf");
  writeFileSync(path, text);
  return path;
}

describe("parseAstguiclientConf", () => {
  test("takes what the source needs, and no password", () => {
    const conf = parseAstguiclientConf(CONF);
    expect(conf).toEqual({
      monitorFolder: "/var/spool/asterisk/monitor",
      doneFolder: "/var/spool/asterisk/monitorDONE",
      serverIp: "10.0.0.5",
      databaseHost: "localhost",
      databaseName: "asterisk",
      databasePort: 3306,
      httpPath: "http://10.0.0.4/recordings",
    });
    expect(JSON.stringify(conf)).not.toContain("S3cret");
  });

  test("reads a line as ViciDial's scripts do: the last one wins, without a value it says nothing", () => {
    const conf = parseAstguiclientConf(
      "VARserver_ip => 10.0.0.1\nVARserver_ip = = 10.0.0.2\nVARDB_port =>\nVARDB_server => #\n#PATHmonitor => /x\n",
    );
    expect(conf).toMatchObject({ serverIp: "10.0.0.2", databasePort: null, databaseHost: null });
    expect(conf.monitorFolder).toBeNull();
    expect(parseAstguiclientConf("VARDB_port => 99999").databasePort).toBeNull();
    expect(parseAstguiclientConf("").doneFolder).toBeNull();
  });
});

describe("hostFacts", () => {
  const unset = { recordingsFolder: null, serverIps: null };

  test("fills in what the configuration leaves out", () => {
    const astguiclientConf = written(CONF);
    expect(hostFacts({ ...unset, astguiclientConf })).toEqual({
      recordingsFolder: "/var/spool/asterisk/monitorDONE",
      serverIps: ["10.0.0.5"],
    });
    expect(hostFacts({ ...unset, astguiclientConf, serverIps: "all" }).serverIps).toBe("all");
  });

  test("does not miss a file that it does not need", () => {
    const own = { recordingsFolder: "/recordings", serverIps: ["10.0.0.9"] };
    expect(hostFacts({ ...own, astguiclientConf: "/nowhere/astguiclient.conf" })).toEqual(own);
  });

  test("says which settings are missing when there is no such file", () => {
    const host = () =>
      hostFacts({ recordingsFolder: "/r", serverIps: null, astguiclientConf: "/nowhere/a.conf" });
    expect(host).toThrow(SourceError);
    expect(host).toThrow(/ENOENT.*does not say source\.server_ips: set that there, or/);
  });

  test("says what is missing in it, and never what it says of passwords", () => {
    const astguiclientConf = written(
      CONF.replaceAll(/^.*(server_ip|PATHDONEmonitor).*$/gm, "").concat(
        "PATHDONEmonitor => nowhere",
      ),
    );
    expect(() => hostFacts({ ...unset, astguiclientConf })).toThrow(
      /PATHDONEmonitor.*recordings_folder/,
    );
    expect(() => hostFacts({ ...unset, recordingsFolder: "/r", astguiclientConf })).toThrow(
      /no VARserver_ip: set source\.server_ips/,
    );
  });
});
