import type { Child } from "hono/jsx";

import type { FormFields } from "../dashboard/read-form.ts";
import { STYLESHEET_PATH } from "../dashboard/stylesheet.ts";
import { KeptForm } from "./kept-form.tsx";

/** What a browser without a session is shown. */
export function signInNeededPage() {
  return (
    <Page title="Sign in to Nightshift">
      <p>You need a sign-in link to see this page.</p>
      <p>
        Ask whoever runs Nightshift at your site for a new link, and open it in this browser. You
        then stay signed in for twelve hours.
      </p>
    </Page>
  );
}

/** What a browser is shown that sent a form after its session had ended: what was typed is in the page. */
export function sessionEndedPage(action: string, fields: FormFields) {
  return (
    <Page title="Your session has ended">
      <p>Nothing was stored, and nothing that you typed is lost as long as this page stays open.</p>
      <p>
        Open a new sign-in link in another tab; whoever runs Nightshift at your site makes one. Then
        come back here and send it again.
      </p>
      <KeptForm action={action} fields={fields} />
    </Page>
  );
}

/** What a sign-in link that cannot be used any more is answered with. */
export function linkNotUsablePage() {
  return (
    <Page title="This sign-in link no longer works">
      <p>It has been used already, has expired, or was not copied completely.</p>
      <p>Ask whoever runs Nightshift at your site for a new link.</p>
    </Page>
  );
}

/** What follows after many links that could not be used. */
export function tooManyTriesPage() {
  return (
    <Page title="Too many tries">
      <p>Many sign-in links that do not work were opened from your network.</p>
      <p>Wait a minute, then open the newest link you were given.</p>
    </Page>
  );
}

function Page({ title, children }: { title: string; children: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href={STYLESHEET_PATH} />
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
