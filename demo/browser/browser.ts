import { chromium, type Browser, type Page } from "playwright-core";

import { debianTool } from "../../onprem/testing/debian-tool.ts";

/** Debian's Chromium, or why it is missing. */
export const CHROMIUM = debianTool("chromium");

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM.path ?? "",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
}

/** Signs in by a sign-in link's code, as somebody does who opens it. */
export async function signIn(page: Page, url: string, code: string): Promise<void> {
  await page.goto(`${url}/sign-in?code=${code}`);
  await page.getByRole("button", { name: "Sign in to" }).click();
  await page.waitForURL((address) => address.pathname !== "/sign-in");
}

export type PageTraffic = {
  /** Bytes of everything that came over the wire, headers left out. */
  bytes: number;
  /** Addresses outside the Worker. */
  foreign: string[];
  /** What the page complained of in the console, and what it threw. */
  complaints: string[];
};

/** Watches what a page loads and complains of, from now on. */
export function watchTraffic(page: Page, url: string): PageTraffic {
  const traffic: PageTraffic = { bytes: 0, foreign: [], complaints: [] };
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) traffic.foreign.push(request.url());
  });
  page.on("response", (response) => {
    void response
      .request()
      .sizes()
      .then(({ responseBodySize }) => (traffic.bytes += responseBodySize))
      .catch(() => undefined);
  });
  page.on("console", (message) => {
    if (message.type() === "error") traffic.complaints.push(message.text());
  });
  page.on("pageerror", (error) => traffic.complaints.push(error.message));
  return traffic;
}

/** For `expect.poll`: what a page shows soon. A predicate that waits in the page needs the eval its policy forbids. */
export const PATIENCE = { timeout: 15_000, interval: 50 };
