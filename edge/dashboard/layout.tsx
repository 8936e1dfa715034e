import type { Child } from "hono/jsx";

import type { Role } from "#shared/contracts/people.ts";

import { SampleNotice } from "./components/badges.tsx";
import { navigationFor, type Entry, type Section } from "./navigation.ts";
import type { Preferences } from "./preferences.ts";
import { scriptPath, type ScriptName } from "./scripts.ts";
import { ICON_PATH, STYLESHEET_PATH } from "./stylesheet.ts";

/** What every page knows of who is looking. */
export type Viewer = {
  siteName: string;
  timeZone: string;
  /** Null for a token. */
  person: {
    id: string;
    name: string;
    role: Role;
    agentUser: string | null;
    unreadNotices: number;
  } | null;
  preferences: Preferences;
  /** Without it the browser runs no script. */
  nonce: string;
};

/** The frame of every page. */
export function Layout({
  title,
  section,
  viewer,
  includesSamples,
  scripts = [],
  children,
}: {
  title: string;
  section: Section;
  viewer: Viewer;
  includesSamples: boolean;
  /** Beside that for the keys. */
  scripts?: readonly ScriptName[];
  children: Child;
}) {
  return (
    <html
      lang="en-GB"
      data-theme={viewer.preferences.theme}
      data-density={viewer.preferences.density}
      data-keys={viewer.preferences.keys}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Nightshift`}</title>
        <link rel="icon" href={ICON_PATH} type="image/svg+xml" />
        <link rel="stylesheet" href={STYLESHEET_PATH} />
        {["keyboard" as const, ...scripts].map((name) => (
          <script type="module" src={scriptPath(name)} nonce={viewer.nonce}></script>
        ))}
      </head>
      <body>
        <a class="skip-link" href="#content">
          Skip to content
        </a>
        <header class="masthead">
          <div class="masthead-inner">
            <a class="wordmark" href="/">
              <Moon />
              <span class="wordmark-name">Nightshift</span>
            </a>
            <nav aria-label="Main">
              <Navigation viewer={viewer} section={section} />
            </nav>
            <div class="viewer">
              <span class="site-name">{viewer.siteName}</span>
              {viewer.person !== null && <NoticesLink unread={viewer.person.unreadNotices} />}
              <a href="/preferences">Preferences</a>
              {viewer.person !== null && (
                <form method="post" action="/sign-out">
                  <button
                    class="link-button"
                    type="submit"
                    title={`Signed in as ${viewer.person.name}`}
                  >
                    Sign out
                  </button>
                </form>
              )}
            </div>
          </div>
        </header>
        <main id="content" tabindex={-1}>
          {includesSamples && <SampleNotice />}
          {children}
        </main>
        <footer class="footer">
          Times are {viewer.timeZone.replaceAll("_", " ")}. Scores run from 20 to 100; a call's
          scorecard says below which score it is flagged.
        </footer>
      </body>
    </html>
  );
}

function Navigation({ viewer, section }: { viewer: Viewer; section: Section }) {
  const { first, more } = navigationFor(viewer.person?.role ?? null);
  const current = more.find((item) => item.section === section);
  return (
    <ul class="nav">
      {first.map((item) => (
        <NavigationLink item={item} section={section} />
      ))}
      {more.length > 0 && (
        <li>
          <details class="nav-more">
            <summary>
              {current === undefined ? (
                "More"
              ) : (
                <>
                  <span class="hidden">More: </span>
                  {current.name}
                </>
              )}
              <span aria-hidden="true"> ▾</span>
            </summary>
            <ul>
              {more.map((item) => (
                <NavigationLink item={item} section={section} />
              ))}
            </ul>
          </details>
        </li>
      )}
    </ul>
  );
}

function NavigationLink({ item, section }: { item: Entry; section: Section }) {
  return (
    <li>
      <a href={item.href} aria-current={item.section === section ? "page" : undefined}>
        {item.name}
      </a>
    </li>
  );
}

function NoticesLink({ unread }: { unread: number }) {
  return (
    <a href="/notices">
      Notices
      {unread > 0 && (
        <>
          {" "}
          <span class="unread">
            {unread}
            <span class="hidden"> unread</span>
          </span>
        </>
      )}
    </a>
  );
}

function Moon() {
  return (
    <svg class="moon" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M17.2 12.9A7.9 7.9 0 0 1 7.1 2.8a7.9 7.9 0 1 0 10.1 10.1Z" />
    </svg>
  );
}
