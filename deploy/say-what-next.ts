import type { NewSite } from "../edge/admin/sites.repository.ts";
import type { Deployment } from "./deployment.ts";

/** What the owner does next, with the secrets that are shown this once. */
export function sayWhatNext(
  { environment, say }: Deployment,
  url: string,
  site: NewSite | null,
  secrets: { link: string | null; token: string | null },
): void {
  const flags = `--remote${environment === "production" ? "" : ` --env ${environment}`}`;
  say("");
  if (secrets.link !== null) {
    say("Sign in with this link; it works once, within a day:");
    say(`  ${secrets.link}`);
    say("");
  }
  if (site !== null && secrets.token !== null) {
    say("On the recording host, put this token into a file that only you can read:");
    say("  (umask 077; cat > site-token.txt)     then paste the next line, Enter, Ctrl-D");
    say(`  ${secrets.token}`);
    say("and install the agent with it (docs/install.md says what comes before):");
    say(
      `  sudo ./nightshift install --site-id ${site.id} --time-zone ${site.timeZone} --edge-url ${url} --token-file site-token.txt`,
    );
    say("Neither link nor token is shown again; this output is the only place that has them.");
    say("");
  }
  say(`More people, tokens and sites: npm run admin -- ${flags} --help`);
}
