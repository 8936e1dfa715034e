import type { Child } from "hono/jsx";

import type { FormFields } from "../dashboard/read-form.ts";
import { ICON_PATH, STYLESHEET_PATH } from "../dashboard/stylesheet.ts";
import type { AccessRefusal } from "./access/access-authority.ts";
import { KeptForm } from "./kept-form.tsx";

/** Where Access, which answers this path itself before the Worker is asked, lets go of somebody. */
const ACCESS_LOGOUT = "/cdn-cgi/access/logout";

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
        Sign in again in another tab, as you did the last time: with your company's account, or with
        a new sign-in link from whoever runs Nightshift at your site. Then come back here and send
        it again.
      </p>
      <KeptForm action={action} fields={fields} />
    </Page>
  );
}

/** What a sign-in link opens: the link is used by the button alone. */
export function confirmSignInPage(link: { name: string; siteName: string; code: string }) {
  return (
    <Page title="Sign in to Nightshift">
      <p>
        This link is for <strong>{link.name}</strong>. If that is not you, close this page.
      </p>
      <form method="post" action="/sign-in">
        <input type="hidden" name="code" value={link.code} />
        <button class="button" type="submit">
          Sign in to {link.siteName}
        </button>
      </form>
      <p class="quiet">You then stay signed in to this browser for twelve hours.</p>
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

/** For somebody whom Cloudflare Access let through, and who gets no further or must choose a site first. */
export function accessRefusedPage({ error, email, sites }: AccessRefusal) {
  return (
    <Page title={sites.length > 0 ? "Choose a site" : (TITLES[error.status] ?? "Not now")}>
      {email !== null && (
        <p>
          Cloudflare Access signed you in as <strong>{email}</strong>.
        </p>
      )}
      {sites.length === 0 && <p>{error.message}</p>}
      {sites.map(({ id, name }) => (
        <form method="post" action="/sign-in/site">
          <input type="hidden" name="site" value={id} />
          <button class="button" type="submit">
            {name}
          </button>
        </form>
      ))}
      {email !== null && (
        <p>
          <a href={ACCESS_LOGOUT}>Sign in as somebody else</a>
        </p>
      )}
    </Page>
  );
}

const TITLES: Record<number, string> = { 403: "You are not known here", 503: "Nobody can come in" };

/** Leads to Access's way out by itself. */
export function leavingAccessPage() {
  return (
    <Page title="Signing out" goTo={ACCESS_LOGOUT}>
      <p>
        <a href={ACCESS_LOGOUT}>Sign out of Cloudflare Access</a>
      </p>
    </Page>
  );
}

function Page({ title, goTo, children }: { title: string; goTo?: string; children: Child }) {
  return (
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {goTo !== undefined && <meta http-equiv="refresh" content={`0;url=${goTo}`} />}
        <title>{`${title} · Nightshift`}</title>
        <link rel="icon" href={ICON_PATH} type="image/svg+xml" />
        <link rel="stylesheet" href={STYLESHEET_PATH} />
      </head>
      <body>
        <main class="sign-in">
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
