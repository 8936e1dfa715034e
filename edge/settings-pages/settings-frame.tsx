import type { Child } from "hono/jsx";

import type { Role } from "#shared/contracts/people.ts";

import { Layout, type Viewer } from "../dashboard/layout.tsx";

export type SettingsTab = "site" | "judges" | "agent" | "tokens" | "people" | "alerts" | "audit";

const TABS: readonly {
  tab: SettingsTab;
  href: string;
  name: string;
  roles: readonly Role[] | null;
}[] = [
  { tab: "site", href: "/settings", name: "Site", roles: null },
  { tab: "judges", href: "/settings/judges", name: "Judges", roles: null },
  { tab: "agent", href: "/settings/agent", name: "On-prem agent", roles: null },
  { tab: "alerts", href: "/settings/alerts", name: "Alerts", roles: ["admin", "manager"] },
  { tab: "people", href: "/settings/people", name: "People", roles: ["admin"] },
  { tab: "tokens", href: "/settings/tokens", name: "Tokens", roles: ["admin"] },
  { tab: "audit", href: "/settings/audit", name: "Audit log", roles: ["admin", "manager"] },
];

/** The frame of every page of settings: the tabs that this person may open, and what was just done. */
export function SettingsFrame({
  tab,
  title,
  lead,
  viewer,
  notice = null,
  problem = null,
  children,
}: {
  tab: SettingsTab;
  title: string;
  lead: Child;
  viewer: Viewer;
  notice?: string | null;
  /** Why what was sent was not done, where no field is to blame. */
  problem?: string | null;
  children: Child;
}) {
  const role = viewer.person?.role;
  const mayOpen = (roles: readonly Role[] | null) =>
    roles === null || (role !== undefined && roles.includes(role));
  return (
    <Layout title={title} section="settings" viewer={viewer} includesSamples={false}>
      <nav aria-label="Settings">
        <ul class="chips">
          {TABS.filter(({ roles }) => mayOpen(roles)).map((one) => (
            <li>
              <a class="chip" href={one.href} aria-current={one.tab === tab ? "page" : undefined}>
                {one.name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </div>
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {problem !== null && (
        <p class="notice notice-alert" role="alert">
          <strong>Nothing was changed.</strong> {problem}
        </p>
      )}
      {children}
    </Layout>
  );
}
