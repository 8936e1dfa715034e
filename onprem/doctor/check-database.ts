import { failed, messageOf, ok, type Finding } from "./finding.ts";

/** What asking ViciDial's database, as the agent does, has shown. */
export type DatabaseReport = {
  /** As the server names itself: "10.11.6-MariaDB". */
  version: string;
  /** Tables or columns that the source needs and may not read. */
  unreadable: string[];
  /** What the account may do beyond that: read passwords, write. */
  tooMuch: string[];
};

const GRANTS = "sudo nightshift grants | sudo mysql --force, then the line that it prints";

/** The account of the configuration may read what is needed, and nothing else. */
export async function checkDatabase(ask: () => Promise<DatabaseReport>): Promise<Finding[]> {
  let report: DatabaseReport;
  try {
    report = await ask();
  } catch (error) {
    return [failed(messageOf(error), GRANTS)];
  }
  const { version, unreadable, tooMuch } = report;
  return [
    ok(`${version} answers`),
    ...(unreadable.length > 0 ? [failed(`may not read ${unreadable.join(", ")}`, GRANTS)] : []),
    ...(tooMuch.length > 0
      ? [
          failed(
            `the account may do more than it needs: ${tooMuch.join(", ")}`,
            `a user of its own, as \`nightshift grants\` prints it:  ${GRANTS}`,
          ),
        ]
      : []),
  ];
}
