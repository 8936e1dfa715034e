import { beforeEach, describe, expect, test } from "vitest";

import { valueOf, visitor, type Visitor } from "../testing/page-forms.ts";
import { spendLink } from "../testing/seed-link.ts";
import { seedSite } from "../testing/seed-site.ts";
import { seedPerson, signedIn, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";

const SITE = "nordwind";
const HOSTILE = "<script>alert(1)</script>\u202eevil";

let app: TestApp;
let admin: Visitor;
let adminId: string;
let manager: Visitor;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE, "Europe/London");
  app = testApp();
  adminId = await seedPerson(SITE, "admin");
  admin = visitor(app, await signedInAs(SITE, adminId));
  manager = visitor(app, await signedIn(SITE, "manager"));
});

const actions = async () =>
  (await rows("SELECT action FROM audit_event ORDER BY at, rowid")).map(({ action }) => action);

describe("tokens", () => {
  const FORM = { label: HOSTILE, scope: "read", expires_in_days: "30" };
  const formId = async (path: string) => valueOf((await admin.open(path)).text, "form_id");

  test("are shown once, on the page that answers, and work", async () => {
    const form_id = await formId("/settings/tokens");
    const { status, text } = await admin.send("/settings/tokens", { ...FORM, form_id });
    expect(status).toBe(200);
    const secret = /value="(ns_read_[^"]+|[^"]*read[^"]{20,})"/.exec(text)?.[1] ?? "";
    const answer = await app.request("/api/qa/health", {
      headers: { Authorization: `Bearer ${secret}` },
    });
    expect(answer.status).toBe(200);
    const later = await admin.open("/settings/tokens");
    expect(later.text).not.toContain(secret);
    expect(later.headers.get("Cache-Control")).toBe("no-store");
    expect(later.text).toContain("<bdi>&lt;script&gt;");
    expect(later.text).not.toContain("<script>alert");
  });

  test("sent twice are one, and no secret is shown the second time", async () => {
    const form_id = await formId("/settings/tokens");
    await admin.send("/settings/tokens", { ...FORM, form_id });
    const { status, text } = await admin.send("/settings/tokens", { ...FORM, form_id });
    expect(status).toBe(409);
    expect(text).toContain("This form has made its token already");
    expect(text).not.toContain('id="secret"');
    expect(await rows("SELECT id FROM access_token WHERE id = ?", form_id)).toHaveLength(1);
    expect(await actions()).toEqual(["token.create"]);
  });

  test.each([
    [{ ...FORM, label: "" }, "label"],
    [{ ...FORM, scope: "everything" }, "scope"],
    [{ ...FORM, expires_in_days: "soon" }, "expires_in_days"],
  ])("%j is refused beside the field", async (form, field) => {
    const { status, text } = await admin.send("/settings/tokens", form);
    expect(status).toBe(400);
    expect(text).toContain(`id="${field}.problem"`);
    expect(await actions()).toEqual([]);
  });

  test("are revoked, and revoked again without complaint", async () => {
    const form_id = await formId("/settings/tokens");
    await admin.send("/settings/tokens", { ...FORM, form_id });
    const revoke = () => admin.send(`/settings/tokens/${form_id}/revoke`, {});
    expect((await revoke()).location).toBe("/settings/tokens?done=revoked");
    expect((await revoke()).status).toBe(303);
    expect(await actions()).toEqual(["token.create", "token.revoke"]);
    expect((await admin.send("/settings/tokens/nothing/revoke", {})).status).toBe(404);
  });

  test("are no manager's", async () => {
    expect((await manager.open("/settings/tokens")).status).toBe(403);
    expect((await manager.send("/settings/tokens", FORM)).status).toBe(403);
    expect((await manager.open("/settings")).text).not.toContain("/settings/tokens");
  });
});

describe("people", () => {
  const FORM = { name: HOSTILE, role: "reviewer", email: "JO@example.org", agent_user: "" };
  const add = async (more: Record<string, string> = {}) => {
    const form_id = valueOf((await admin.open("/settings/people")).text, "form_id");
    const form = { ...FORM, form_id, ...more };
    return { form, ...(await admin.send("/settings/people", form)) };
  };

  test("are added once, however often the form is sent", async () => {
    const { form, location } = await add();
    expect(location).toBe(`/settings/people/${form.form_id}?done=added`);
    expect((await admin.send("/settings/people", form)).location).toBe(location);
    expect(await actions()).toEqual(["person.create"]);
    const { text } = await admin.open(location);
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(valueOf(text, "email")).toBe("jo@example.org");
  });

  test.each<[Record<string, string>, string]>([
    [{ name: "" }, "name"],
    [{ email: "jo" }, "email"],
    [{ role: "agent" }, "agent_user"],
    [{ agent_user: "1001" }, "agent_user"],
    [{ role: "king" }, "role"],
  ])("%j is refused beside the field", async (more, field) => {
    const { status, text } = await add(more);
    expect(status).toBe(400);
    expect(text).toContain(`id="${field}.problem"`);
  });

  test("cannot have somebody else's address", async () => {
    await add();
    const { status, text } = await add({ name: "Max" });
    expect(status).toBe(409);
    expect(text).toContain("Somebody at this site has this e-mail address");
    expect(valueOf(text, "name")).toBe("Max");
  });

  test("are found by a part of their name", async () => {
    await add({ name: "Josephine", email: "" });
    await add({ name: "Max", email: "" });
    const { text } = await admin.open("/settings/people?q=SEPH");
    expect(text).toContain("Josephine");
    expect(text).not.toContain("<bdi>Max</bdi>");
    expect((await admin.open("/settings/people?q=nobody")).text).toContain("Nobody is called so");
  });

  test("are changed, disabled and enabled", async () => {
    const { form } = await add();
    const path = `/settings/people/${form.form_id}`;
    await admin.send(path, { name: "Jo", role: "manager", email: "" });
    await admin.send(`${path}/state`, { disabled: "1" });
    await admin.send(`${path}/state`, { disabled: "1" });
    const row = () =>
      rows("SELECT name, role, email, disabled_at FROM person WHERE id = ?", form.form_id);
    expect(await row()).toEqual([
      { name: "Jo", role: "manager", email: null, disabled_at: app.clock.nowMs },
    ]);
    await admin.send(`${path}/state`, { disabled: "0" });
    expect(await row()).toMatchObject([{ disabled_at: null }]);
    expect(await actions()).toEqual([
      "person.create",
      "person.change",
      "person.change",
      "person.change",
    ]);
    expect((await admin.send(path, { name: "", role: "manager", email: "" })).status).toBe(400);
  });

  test("do not take away their own rights", async () => {
    const path = `/settings/people/${adminId}`;
    const lowered = await admin.send(path, { name: "Me", role: "reviewer", email: "" });
    expect([lowered.status, lowered.text.includes("Another admin must do this")]).toEqual([
      409,
      true,
    ]);
    expect((await admin.send(`${path}/state`, { disabled: "1" })).status).toBe(409);
  });

  test("get a sign-in link that is shown once and signs them in", async () => {
    const { form } = await add();
    const path = `/settings/people/${form.form_id}`;
    const { status, text } = await admin.send(`${path}/link`, { uses: "1", valid_hours: "24" });
    expect(status).toBe(200);
    const url = new URL(/value="(https:[^"]+)"/.exec(text)?.[1] ?? "");
    expect((await admin.open(path)).text).not.toContain(url.searchParams.get("code"));
    const opened = await spendLink(app, url.searchParams.get("code") ?? "");
    expect(opened.status).toBe(303);
    const wrong = await admin.send(`${path}/link`, { uses: "0", valid_hours: "" });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('id="uses.problem">at least 1');
    expect(wrong.text).toContain('id="valid_hours.problem">write a number here');
  });

  test("are no manager's, and strangers are not there", async () => {
    expect((await manager.open("/settings/people")).status).toBe(403);
    for (const path of ["", "/state", "/link"]) {
      expect((await manager.send(`/settings/people/${adminId}${path}`, {})).status).toBe(403);
    }
    expect((await admin.open("/settings/people/nobody")).status).toBe(404);
  });
});
