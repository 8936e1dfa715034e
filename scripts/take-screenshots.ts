import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

/*
 * Pictures of pages, wide and narrow, with the Chromium of the machine:
 *   npm run demo            (in one terminal; copy the sign-in link it prints)
 *   node scripts/take-screenshots.ts SIGN_IN_LINK FOLDER
 * week-wide.png and call-wide.png, made small by `pngquant 160`, are docs/dashboard.png and docs/call.png.
 */
const [signInLink, folder] = process.argv.slice(2);
if (signInLink === undefined || folder === undefined) {
  console.error("usage: node scripts/take-screenshots.ts SIGN_IN_LINK FOLDER");
  process.exit(2);
}
const PAGES = {
  overview: "/",
  week: "/?days=7",
  agents: "/agents",
  flagged: "/flagged?days=7",
  call: "/calls/1007",
  card: "/calls/1005",
};
const WIDTHS = { wide: 1440, narrow: 390 };

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
});
try {
  for (const [name, width] of Object.entries(WIDTHS)) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(signInLink);
    await page.getByRole("button", { name: "Sign in to" }).click();
    await page.waitForURL((address) => address.pathname !== "/sign-in");
    for (const [title, path] of Object.entries(PAGES)) {
      await page.goto(new URL(path, signInLink).href);
      await page.screenshot({ path: join(folder, `${title}-${name}.png`), fullPage: true });
      const sideways = await page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth",
      );
      if (sideways === true) console.error(`${title} at ${width} px scrolls sideways`);
    }
    await page.close();
  }
} finally {
  await browser.close();
}
