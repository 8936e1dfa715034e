import type { AlertSite } from "../alerts/site-alerts.repository.ts";
import type { LetterPart } from "../sending/letter.ts";

/** What letters say of their site. */
export type LetterSite = {
  siteId: string;
  name: string;
  timeZone: string;
  /** Null: letters have no links. */
  publicUrl: string | null;
  /** Whether judges' summaries, which may quote calls, are in them; who reads a channel is not known, so that telephone numbers are masked unless everybody sees them. */
  summaries: "none" | "masked" | "whole";
};

export function letterSiteOf(site: AlertSite): LetterSite {
  const { siteId, name, timeZone, settings, numbersShownTo } = site;
  const shown = numbersShownTo === "everybody" ? "whole" : "masked";
  return {
    siteId,
    name,
    timeZone,
    publicUrl: settings.public_url,
    summaries: settings.with_texts ? shown : "none",
  };
}

/** A link to a page of the dashboard, where its address is known. */
export function dashboardLink(site: LetterSite, label: string, path: string): LetterPart[] {
  return site.publicUrl === null ? [] : [{ kind: "link", label, href: `${site.publicUrl}${path}` }];
}

/** The address of a call's page. */
export function callHref({ publicUrl }: LetterSite, recordingId: string): string | null {
  return publicUrl === null ? null : `${publicUrl}/calls/${encodeURIComponent(recordingId)}`;
}
