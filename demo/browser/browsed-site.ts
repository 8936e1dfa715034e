import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

import { CHROMIUM, openBrowser, signIn } from "./browser.ts";
import { startSeededWorker, type SeededWorker } from "./seeded-worker.ts";

type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

export type BrowsedSite = {
  /** There is no Chromium: whoever tests with it skips. */
  isMissing: boolean;
  readonly worker: SeededWorker;
  readonly browser: Browser;
  /** A page of a context of its own, in which the site's admin is signed in, or who has this sign-in code. */
  signedIn: (options?: BrowserContextOptions, code?: string) => Promise<Page>;
};

/** The real Worker, seeded as `startSeededWorker` says, and a browser, for all tests of a file. */
export function browsedSite(seed?: Parameters<typeof startSeededWorker>[0]): BrowsedSite {
  let worker: SeededWorker | undefined;
  let browser: Browser | undefined;
  const sessions = new Map<string, StorageState>();
  beforeAll(async () => {
    if (CHROMIUM.missing !== null) return;
    worker = await startSeededWorker(seed);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await worker?.stop();
  });
  const sessionBy = async (code: string) => {
    const context = await site.browser.newContext();
    await signIn(await context.newPage(), site.worker.url, code);
    const session = await context.storageState();
    await context.close();
    return session;
  };
  const site: BrowsedSite = {
    isMissing: CHROMIUM.missing !== null,
    get worker() {
      return there(worker);
    },
    get browser() {
      return there(browser);
    },
    signedIn: async (options = {}, code = site.worker.secrets.signInCode) => {
      const session = sessions.get(code) ?? (await sessionBy(code));
      sessions.set(code, session);
      return (await site.browser.newContext({ storageState: session, ...options })).newPage();
    },
  };
  return site;
}

function there<Opened>(opened: Opened | undefined): Opened {
  if (opened === undefined) throw new Error("The site is open once the tests have begun.");
  return opened;
}
