import type { Page } from "playwright-core";
import * as z from "zod";

/** More than any page has to tab through. */
const MOST_TABS = 300;

/** What the focus is on, as a test may call it: its field's name, a button's value, or its text. */
const FOCUSED = `(({ name, value, tagName, textContent }) =>
  [name, tagName === "BUTTON" ? value : "", textContent.trim()].map((text) => text ?? ""))(document.activeElement)`;

/** Moves the focus by Tab until it is on the field or button of this name, or on what has a text that begins so. */
export async function tabTo(page: Page, wanted: string): Promise<void> {
  await tabUntil(page, wanted, async () => {
    const [name, value, text] = z.array(z.string()).parse(await page.evaluate(FOCUSED));
    return name === wanted || value === wanted || (text?.startsWith(wanted) ?? false);
  });
}

/** Moves the focus by Tab until it is on something that `selector` matches. */
export async function tabToMatch(page: Page, selector: string): Promise<void> {
  const matches = `document.activeElement.matches(${JSON.stringify(selector)})`;
  await tabUntil(page, selector, async () => (await page.evaluate(matches)) === true);
}

async function tabUntil(page: Page, wanted: string, isThere: () => Promise<boolean>) {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press("Tab");
    if (await isThere()) return;
  }
  throw new Error(`nothing that Tab reaches on ${page.url()} is ${wanted}`);
}

/** Follows a link or presses a button that Tab reaches, and waits for the page that comes. */
export async function enter(page: Page, wanted: string, address: string | RegExp): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press("Enter");
  await page.waitForURL(address);
}

/** Writes into a field that Tab reaches, in place of what is there. */
export async function write(page: Page, field: string, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}
