/** The pages of those who run the instance: people, invitations, suspension, teams, the audit log. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, rows } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("admin", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, linus, admin;

  before(async () => {
    server = await Server.start();
    [ada, grace, linus] = [server.account("Ada Admin", "admin"), server.account("Grace Member"), server.account("Linus Member")];
    browser = await launch();
    admin = await Person.at(browser, server.url, ada);
  });

  after(async () => {
    assert.deepEqual(admin?.troubles, []);
    await browser?.close();
    await server?.close();
  });

  /** The line of somebody in the list of people. */
  function line(name) {
    return admin.page.getByRole("list", { name: "Accounts" }).getByRole("listitem").filter({ hasText: name });
  }

  /** Opens somebody's menu and takes something from it. */
  async function choose(name, item) {
    await admin.page.getByRole("button", { name: `What to do with the account of ${name}` }).click();
    await admin.page.getByRole("menu").getByText(item).click();
  }

  async function said(words) {
    await admin.page.locator(".toast").filter({ hasText: words }).first().waitFor();
  }

  test("somebody is invited, comes in, and is in the list", async () => {
    await admin.go("/admin/people");
    await admin.page.getByRole("button", { name: "Invite somebody" }).click();
    await admin.page.getByLabel("Their address").fill("barbara@example.com");
    await admin.page.getByRole("button", { name: "Make the invitation" }).click();
    const link = await admin.find("handed-out-link").inputValue();
    assert.ok(link.startsWith(`${server.url}/invitation#`), link);
    await admin.page.getByText("barbara@example.com").first().waitFor();

    const guest = await Person.at(browser, server.url);
    await guest.page.goto(link);
    await guest.page.getByLabel("Name").fill("Barbara Liskov");
    await guest.page.getByLabel("Password").fill("a sentence that is long");
    await guest.page.keyboard.press("Enter");
    await guest.page.getByRole("heading", { level: 1, name: "Postmortems" }).waitFor();
    await guest.close();

    await admin.go("/admin/people");
    await line("Barbara Liskov").waitFor();
    assert.equal(await admin.page.getByRole("heading", { name: "Open invitations" }).count(), 0);
  });

  test("another role counts at once, and the last admin stays one", async () => {
    const other = await Person.at(browser, server.url, grace);
    await other.go("/admin");
    await other.page.getByRole("heading", { name: "These pages are for admins" }).waitFor();
    await admin.go("/admin/people");
    await choose("Grace Member", "Admin – looks after people and settings");
    await said("Grace Member: now admin.");
    await admin.page.locator(".toast").filter({ hasText: "now admin" }).getByRole("button", { name: "Undo" }).click();
    await said("Grace Member: member again.");
    await other.go("/admin");
    await other.page.getByRole("heading", { name: "These pages are for admins" }).waitFor();
    await eventually("the list says so", async () => (await line("Grace Member").locator(".pill").allInnerTexts()).includes("Member"));
    await choose("Grace Member", "Admin – looks after people and settings");
    await eventually("she is an admin", async () => (await line("Grace Member").locator(".pill").allInnerTexts()).includes("Admin"));
    await other.go("/admin");
    await other.page.getByRole("heading", { name: "Overview" }).waitFor();
    await choose("Grace Member", "Member – writes postmortems");
    await said("Grace Member: now member.");
    await choose("Ada Admin", "Guest – only what is shared with them");
    await eventually("the page says why not", async () => (await admin.page.locator(".toast").allInnerTexts()).some((text) => /admin/i.test(text) && !/now/.test(text)));
    await line("Ada Admin").getByText("Admin", { exact: true }).waitFor();
    await other.close();
  });

  test("a suspended account is out at once, and its postmortems have a new owner", async () => {
    const id = await server.createPlain(linus, "Owned by Linus");
    const other = await Person.at(browser, server.url, linus);
    await other.open(id);
    await admin.go("/admin/people");
    await choose("Linus Member", "Suspend…");
    const dialog = admin.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await dialog.getByText("Choose who owns their postmortems from now on.").waitFor();
    await dialog.getByLabel("The postmortem they own will belong to").selectOption({ label: "Grace Member" });
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await said("Linus Member is suspended.");
    await line("Linus Member").getByText("Suspended").waitFor();
    await other.find("suspended").waitFor();
    await other.close();
    const { owner } = await server.api(grace, "GET", `/postmortems/${id}`);
    assert.equal(owner.name, "Grace Member");

    await choose("Linus Member", "Let them sign in again");
    await said("Linus Member can sign in again.");
    await (await Person.at(browser, server.url, linus)).close();
  });

  test("who becomes a guest owns nothing any more: what they had passes on, in the bin or not", async () => {
    const margaret = server.account("Margaret Member");
    const id = await server.createPlain(margaret, "Owned by Margaret");
    await admin.go("/admin/people");
    const dialog = admin.page.getByRole("dialog");
    await choose("Margaret Member", "Guest – only what is shared with them");
    await dialog.getByText("owns nothing").waitFor();
    await dialog.getByRole("button", { name: "Make them a guest" }).click();
    await dialog.getByText("Choose who owns their postmortems from now on.").waitFor();
    assert.deepEqual(await findings(admin.page), []);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });

    // What is in the bin is found out by the server alone.
    await server.api(margaret, "DELETE", `/postmortems/${id}`);
    await admin.go("/admin/people");
    await choose("Margaret Member", "Guest – only what is shared with them");
    await dialog.getByLabel("The removed postmortems they own will belong to").selectOption({ label: "Grace Member" });
    await dialog.getByRole("button", { name: "Make them a guest" }).click();
    await said("Margaret Member: now guest.");
    await eventually("the list says so", async () => (await line("Margaret Member").locator(".pill").allInnerTexts()).includes("Guest"));
    await server.api(grace, "POST", `/postmortems/${id}/restore`);
  });

  test("a team is made, filled, emptied with a way back, renamed and removed; what is shared with it follows", async () => {
    const id = await server.createPlain(ada, "For the team only");
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    const other = await Person.at(browser, server.url, grace);
    await admin.go("/admin/teams");
    await admin.page.getByLabel("New team").fill("Payments");
    await admin.page.keyboard.press("Enter");
    const team = admin.page.getByRole("region", { name: "Payments" });
    await team.getByLabel("Add somebody to Payments").selectOption({ label: "Grace Member" });
    await team.getByRole("listitem").filter({ hasText: "Grace Member" }).waitFor();
    const { teams } = await server.api(ada, "GET", "/teams");
    await server.api(ada, "PUT", `/postmortems/${id}/access/teams/${teams[0].id}`, { role: "viewer" });
    await other.go("/");
    await rows(other.page).filter({ hasText: "For the team only" }).waitFor();

    await team.getByRole("button", { name: "Take Grace Member out of Payments" }).click();
    await team.getByText("Nobody is in it yet.").waitFor();
    await other.go("/");
    await other.page.getByRole("heading", { level: 1, name: "Postmortems" }).waitFor();
    await eventually("it is out of her library", async () => (await rows(other.page).filter({ hasText: "For the team only" }).count()) === 0);
    await admin.page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await team.getByRole("listitem").filter({ hasText: "Grace Member" }).waitFor();

    await team.getByRole("button", { name: "What to do with the team Payments" }).click();
    await admin.page.getByRole("menuitem", { name: "Rename" }).click();
    await admin.page.getByLabel("Name of the team").fill("Payments on-call");
    await admin.page.keyboard.press("Enter");
    await admin.page.getByRole("heading", { name: "Payments on-call" }).waitFor();
    await admin.page.getByRole("button", { name: "What to do with the team Payments on-call" }).click();
    await admin.page.getByRole("menuitem", { name: "Remove…" }).click();
    await admin.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await admin.page.getByRole("heading", { name: "No teams yet" }).waitFor();
    await other.close();
  });

  test("the audit log tells what was done, filtered, and can be downloaded", async () => {
    await admin.go("/admin/audit");
    const log = admin.page.getByRole("region", { name: "Audit log" });
    await log.getByText("Suspended an account").first().waitFor();
    await admin.page.getByLabel("Actions").selectOption({ label: "Teams" });
    await eventually("only teams are left", async () => (await log.getByText("Suspended an account").count()) === 0);
    await log.getByText("Removed a team").first().waitFor();
    await admin.page.getByLabel("Actions").selectOption({ label: "Postmortems" });
    await log.getByRole("link", { name: "Owned by Linus" }).first().waitFor();
    const removed = await server.createPlain(ada, "Thrown away");
    await server.api(ada, "DELETE", `/postmortems/${removed}`);
    await admin.go("/admin/audit");
    await log.getByText("Thrown away").first().waitFor();
    assert.equal(await log.getByRole("link", { name: "Thrown away" }).count(), 0, "it would lead nowhere");
    const downloading = admin.page.waitForEvent("download");
    await admin.page.getByRole("link", { name: "Download all" }).click();
    const stream = await (await downloading).createReadStream();
    const lines = (await stream.toArray()).join("").trim().split("\n").map((line) => JSON.parse(line));
    assert.ok(lines.some(({ action }) => action === "account.suspended"));
    assert.ok(lines.every(({ at, action }) => at && action));
    const titles = lines.filter(({ postmortem }) => postmortem).map(({ postmortem_title: title }) => title);
    assert.ok(titles.includes("Thrown away") && titles.every((title) => typeof title === "string"), JSON.stringify(titles));
  });

  test("the pages of admins can be walked by keyboard", async () => {
    const { page } = admin;
    await admin.go("/admin");
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    const tabTo = async (locator) => {
      for (let step = 0; step < 80; step += 1) {
        if (await locator.evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error("the keyboard does not get there");
    };
    await tabTo(page.getByRole("link", { name: "People", exact: true }));
    await page.keyboard.press("Enter");
    const menu = page.getByRole("button", { name: "What to do with the account of Grace Member" });
    await menu.waitFor();
    await tabTo(menu);
    await page.keyboard.press("Enter");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await tabTo(page.getByRole("button", { name: "Invite somebody" }));
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing in ${colorScheme}`, async () => {
      const person = await Person.at(browser, server.url, ada, { colorScheme, reducedMotion: "reduce" });
      for (const [route, heading] of [["/admin", "Overview"], ["/admin/people", "People"], ["/admin/teams", "Teams"], ["/admin/audit", "Audit log"]]) {
        await person.go(route);
        await person.page.getByRole("heading", { level: 1, name: heading }).waitFor();
        await person.page.waitForLoadState("networkidle");
        assert.deepEqual(await findings(person.page), [], route);
      }
      await person.go("/admin/people");
      await person.page.getByRole("button", { name: "Invite somebody" }).click();
      await person.page.getByRole("button", { name: "What to do with the account of Grace Member" }).click();
      assert.deepEqual(await findings(person.page), [], "form and menu");
      await person.page.getByRole("menuitem", { name: "Suspend…" }).click();
      assert.deepEqual(await findings(person.page), [], "dialog");
      await person.close();
    });
  }
});
