import { parseArgs } from "node:util";

import { MESSAGE_FAULTS } from "../edge/testing/message-server/message-faults.ts";
import { createMessageServer, STAND_IN } from "../edge/testing/message-server/message-server.ts";
import { serveFetch, wholeNumber } from "./serve-fetch.ts";

/*
 * The stand-in for Resend, Slack and a webhook's receiver as a program, for development without accounts and for trying out what
 * a misbehaving service does. `npm run message-server -- --help` says how.
 */

const HELP = `Answers as Resend (/emails), as a Slack incoming webhook (${STAND_IN.slackPath})
and as a receiver of signed webhooks (${STAND_IN.hookPath}) do.

    npm run message-server -- [--port 8789] [--fault NAME] [--first N] [--secret whsec_…]

  --fault NAME     how requests are answered; without it, well
  --first N        the fault for the first N requests only
  --secret SECRET  what webhooks have to be signed with; the page that added yours has shown it

For wrangler dev, in .dev.vars:

    RESEND_API_KEY="${STAND_IN.resendKey}"
    RESEND_BASE_URL="http://127.0.0.1:8789"
    ALERTS_ALLOW_LOOPBACK="1"

Senders must be of ${STAND_IN.domain}. Every message that is taken is printed.

Faults: ${MESSAGE_FAULTS.join(", ")}`;

main();

function main(): void {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", default: false },
      port: { type: "string", default: "8789" },
      fault: { type: "string" },
      first: { type: "string" },
      secret: { type: "string" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const fault = MESSAGE_FAULTS.find((name) => name === values.fault);
  if (values.fault !== undefined && fault === undefined) {
    console.error(`There is no fault ${values.fault}. --help lists them.`);
    process.exitCode = 2;
    return;
  }
  const first = values.first === undefined ? null : wholeNumber("first", values.first);
  const server = createMessageServer({
    turns: fault === undefined || first === null ? [] : Array.from({ length: first }, () => fault),
    afterwards: fault === undefined || first !== null ? "good" : fault,
    ...(values.secret === undefined ? {} : { hookSecret: values.secret }),
  });
  const port = wholeNumber("port", values.port);
  const printing: typeof fetch = async (input, init) => {
    const before = [server.emails.length, server.posted.length, server.received.length] as const;
    const answer = await server.fetch(input, init);
    for (const email of server.emails.slice(before[0])) {
      console.log(`e-mail to ${[email.to].flat().join(", ")}: ${email.subject}`);
    }
    for (const { text } of server.posted.slice(before[1])) console.log(`Slack: ${text ?? ""}`);
    for (const event of server.received.slice(before[2])) console.log(`webhook: ${event.type}`);
    return answer;
  };
  serveFetch(printing, port, () => {
    const base = `http://127.0.0.1:${port}`;
    console.log(
      `Resend: ${base}/emails   Slack: ${base}${STAND_IN.slackPath}   webhook: ${base}${STAND_IN.hookPath}`,
    );
  });
}
