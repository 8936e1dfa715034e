import type { TestApp } from "./test-app.ts";

/** Form fields; one with a list comes several times. */
export type Form = Record<string, string | string[]>;

/** Opens a page as whoever the cookie signs in, or sends a form with these fields. */
export function asker(app: TestApp) {
  return (cookie: string, path: string, form?: Form): Promise<Response> =>
    app.request(path, {
      method: form === undefined ? "GET" : "POST",
      headers: {
        Accept: "text/html",
        Cookie: cookie,
        Origin: "https://nightshift.test",
        ...(form === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
      },
      ...(form === undefined ? {} : { body: encode(form) }),
    });
}

function encode(form: Form): string {
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}
