import type { Context } from "hono";

import type { NumbersShownTo } from "#shared/contracts/settings.ts";

import type { Principal } from "./auth/principal.ts";
import type { FormFields } from "./dashboard/read-form.ts";
import type { Database } from "./db/client.ts";
import type { Env } from "./env.ts";

/** The site a principal belongs to, as handlers need it. */
export type SiteContext = {
  id: string;
  name: string;
  timeZone: string;
  /** Absent: managers and admins. */
  numbersShownTo?: NumbersShownTo;
  /** Grows whenever an answer about the site's calls may be another one; 0 for a site without calls. */
  revision?: number;
};

/** The address of the page that has a form; null where there is none for what was sent. */
export type FormPage = (
  c: Context<AppContext>,
  sent: FormFields,
) => string | null | Promise<string | null>;

/** What every handler finds in Hono's context. `principal` and `site` are set by the auth middleware. */
export type AppContext = {
  Bindings: Env;
  Variables: {
    db: Database;
    /** Epoch milliseconds. */
    now: () => number;
    /** Names the request in errors and in the log. */
    requestId: string;
    principal: Principal;
    site: SiteContext;
    /** Lets a page's own scripts run, and no others. */
    secureHeadersNonce?: string;
    /** The one server, besides our own, that the page may play a recording from. */
    mediaOrigin?: string;
    /** Whether the answer is a letter as it would be sent, or a page that frames one. */
    letter?: "shown" | "framed";
    /** The form that came with the request, once it was read. */
    sentForm?: FormFields;
    formPage?: FormPage;
  };
};
