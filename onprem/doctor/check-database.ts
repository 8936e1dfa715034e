import type { AccountReport } from "../source-vicidial/ask-database.ts";
import { failed, messageOf, ok, type Finding } from "./finding.ts";

const GRANTS = "sudo nightshift grants | sudo mysql --force, then the line that it prints";

/** The account of the configuration may read what is needed, and nothing else. */
export async function checkDatabase(ask: () => Promise<AccountReport>): Promise<Finding[]> {
  let report: AccountReport;
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
