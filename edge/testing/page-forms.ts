import type { TestApp } from "./test-app.ts";

/** What a browser does with pages: it opens them, and sends their forms. */
export type Visitor = {
  open: (path: string) => Promise<{ status: number; text: string; headers: Headers }>;
  send: (
    path: string,
    form: Record<string, string | readonly string[]>,
  ) => Promise<{ status: number; text: string; location: string }>;
};

/** Somebody who is signed in with this cookie. */
export function visitor(app: TestApp, cookie: string): Visitor {
  const headers = { Accept: "text/html", Cookie: cookie, Origin: "https://nightshift.test" };
  return {
    async open(path) {
      const answer = await app.request(path, { headers });
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    },
    async send(path, form) {
      const fields = Object.entries(form).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, one]),
      );
      const answer = await app.request(path, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields).toString(),
      });
      const location = answer.headers.get("Location") ?? "";
      return { status: answer.status, text: await answer.text(), location };
    },
  };
}

/** The value that a page's hidden field or input carries. */
export function valueOf(text: string, name: string): string {
  const tags = text.match(/<input[^>]*>/g) ?? [];
  const tag = tags.find((one) => one.includes(`name="${name}"`)) ?? "";
  return /value="([^"]*)"/.exec(tag)?.[1] ?? "";
}
