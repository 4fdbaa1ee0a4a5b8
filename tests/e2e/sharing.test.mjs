/** Sharing, from the dialog to the ones it is shared with: people, teams, everybody, links, another owner; by mouse, by keyboard, on a phone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { Person, launch, rows, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("sharing", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, olga, grace, linus, team, id, one, dialog;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    [olga, grace, linus] = [server.account("Olga Owner"), server.account("Grace Member"), server.account("Linus Member")];
    const { people } = await server.api(ada, "GET", "/people");
    for (const account of [ada, olga, grace, linus]) account.id = people.find((person) => person.name === account.name).id;
    team = await server.api(ada, "POST", "/teams", { name: "Site reliability" });
    await server.api(ada, "PUT", `/teams/${team.id}/members/${linus.id}`);
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(olga, "Checkout refused cards");
    one = await Person.at(browser, server.url, olga);
    await one.open(id);
    dialog = one.page.getByRole("dialog", { name: "Share this postmortem" });
  });

  afterEach(async () => {
    assert.deepEqual(one.troubles, []);
    await one.close();
  });

  const access = () => server.api(olga, "GET", `/postmortems/${id}/access`);
  const line = (name) => dialog.getByTestId("share-line").filter({ hasText: name });

  async function openDialog(person = one) {
    await person.find("share").click();
    await person.page.getByRole("dialog", { name: "Share this postmortem" }).getByText("Who has access").waitFor();
  }

  async function add(name, role) {
    if (role) await dialog.getByLabel("What they may do", { exact: true }).selectOption(role);
    await dialog.getByTestId("share-add").fill(name);
    await dialog.getByRole("option", { name }).click();
    await line(name).waitFor();
  }

  /** Whether an account can open it, and as what. */
  const roleOf = (account) => server.api(account, "GET", `/postmortems/${id}`).then((detail) => detail.role, () => null);

  test("restricted, then shared with a person and a team, and taken back with an undo", async () => {
    await openDialog();
    await dialog.getByTestId("share-visibility").selectOption("restricted");
    await dialog.getByText("Nobody else sees that it is there.").waitFor();
    await eventually("it is restricted", async () => (await roleOf(grace)) === null);

    await add("Grace Member", "commenter");
    await eventually("Grace may comment", async () => (await roleOf(grace)) === "commenter");
    assert.match(await dialog.getByTestId("share-done").innerText(), /Grace Member was added: can comment/);
    await add("Site reliability", "viewer");
    await eventually("the team may read", async () => (await roleOf(linus)) === "viewer");
    assert.match(await line("Site reliability").innerText(), /1 person/);
    await dialog.getByTestId("share-add").fill("Grace");
    await dialog.getByText("Nobody to add has this name.").waitFor();

    const other = await Person.at(browser, server.url, grace);
    await other.go("/");
    await rows(other.page).filter({ hasText: "Checkout refused cards" }).waitFor();
    await other.open(id);
    await line("Grace Member").getByRole("combobox").selectOption("editor");
    await eventually("Grace may write", async () => (await other.find("reading").count()) === 0);
    await dialog.getByText("Grace Member: can edit now.").waitFor();
    await dialog.getByRole("button", { name: "Undo" }).click();
    await other.find("reading").waitFor();
    assert.equal(await roleOf(grace), "commenter");
    await line("Grace Member").getByRole("combobox").selectOption("editor");
    await eventually("Grace may write", async () => (await other.find("reading").count()) === 0);
    await line("Grace Member").getByRole("button", { name: "Remove Grace Member" }).click();
    await other.find("no-access").waitFor();
    assert.equal(await roleOf(grace), null);
    await dialog.getByRole("button", { name: "Undo" }).click();
    await eventually("Grace is back as before", async () => (await roleOf(grace)) === "editor");

    await line("Site reliability").getByRole("button", { name: /Remove/ }).click();
    await eventually("the team is out", async () => (await roleOf(linus)) === null);
    assert.deepEqual(other.troubles, []);
    await other.close();
  });

  test("what everybody in the workspace may do is chosen in one place", async () => {
    await openDialog();
    await dialog.getByLabel("What everyone in the workspace may do").selectOption("viewer");
    await eventually("members read", async () => (await roleOf(grace)) === "viewer");
    await dialog.getByTestId("share-sentence").filter({ hasText: /can read\./ }).waitFor();
    await dialog.getByRole("button", { name: "Undo" }).click();
    await eventually("members write as before", async () => (await roleOf(grace)) === "editor");
  });

  test("a guest who takes the owner's name is marked wherever others see it", async () => {
    const gus = server.account("Gus Guest", "guest");
    const { url } = await server.api(olga, "POST", `/postmortems/${id}/links`, { role: "editor", days: 1 });
    const { pathname, hash } = new URL(url, server.url);
    const guest = await Person.at(browser, server.url);
    await guest.go(pathname + hash);
    await guest.page.getByLabel(/name/i).fill("Olga Owner");
    await guest.page.keyboard.press("Enter");
    await guest.saved();
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    await guest.type(body, "Who wrote this?");
    await guest.saved();

    await one.find("presence").getByRole("button", { name: /^Olga Owner \(guest\) is/ }).waitFor();
    await one.text(body).locator('.cm-peer-caret[data-name="Olga Owner (guest)"]').waitFor({ state: "attached" });
    await guest.find("presence").getByRole("button", { name: /^Olga Owner is/ }).waitFor();

    await guest.select(body, "this");
    await guest.page.keyboard.press("Control+Alt+m");
    await guest.find("comment-input").fill("Not the owner.");
    await guest.page.keyboard.press("Control+Enter");
    const comment = one.find("comment").filter({ hasText: "Not the owner." });
    await comment.getByTestId("guest-mark").waitFor({ state: "attached" });
    assert.match(await comment.textContent(), /Olga OwnerGuest/);

    await openDialog();
    await add("Gus Guest", "viewer");
    assert.equal(await line("Gus Guest").getByTestId("guest-mark").innerText(), "Guest");
    assert.equal(await dialog.getByTestId("share-owner").getByTestId("guest-mark").count(), 0);
    await dialog.getByText(/Made by Olga Owner\. 1 person has come by it\./).waitFor();
    await dialog.getByRole("button", { name: "Hand over…" }).click();
    await dialog.getByTestId("share-new-owner").fill("Gus");
    await dialog.getByText("Nobody to add has this name.").waitFor();
    assert.deepEqual(guest.troubles, []);
    await guest.close();
    assert.equal(await roleOf(gus), "viewer");
  });

  test("a link lets a stranger in, is shown once, and ends at once", async () => {
    await openDialog();
    await dialog.getByRole("button", { name: "New link" }).click();
    await dialog.getByLabel("What visitors may do").selectOption("editor");
    await dialog.getByLabel("How long the link holds").selectOption("1");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByText("The link is shown only now.").waitFor();
    const url = await dialog.getByTestId("share-url").inputValue();
    assert.match(url, /^https?:\/\/.*\/join#\S{20,}$/);
    await one.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await dialog.getByTestId("share-made").getByRole("button", { name: "Copy" }).click();
    await eventually("it is on the clipboard", async () => (await one.page.evaluate(() => navigator.clipboard.readText())) === url);
    await dialog.getByRole("button", { name: "Done" }).click();
    assert.ok(!(await one.page.content()).includes(url.split("#")[1]), "it is nowhere any more");

    const stranger = await Person.at(browser, server.url);
    await stranger.page.goto(url);
    await stranger.page.getByLabel(/name/i).fill("Vera Visitor");
    await stranger.page.keyboard.press("Enter");
    await stranger.saved();
    const body = `sections/${section(await server.view(olga, id), "prose").id}/body`;
    await stranger.type(body, "From outside.");
    await stranger.saved();

    await dialog.getByRole("button", { name: "Close" }).click();
    await openDialog();
    const link = dialog.getByTestId("share-link");
    assert.match(await link.innerText(), /Can edit[\s\S]*Ends .* UTC[\s\S]*1 person has come by it/);
    await link.getByRole("button", { name: "End this link" }).click();
    const focused = () => one.page.evaluate(() => document.activeElement?.innerText);
    await eventually("the keyboard is at the way back", async () => (await focused()) === "Keep it");
    await one.page.keyboard.press("Enter");
    await eventually("the keyboard is not lost", async () => (await focused()) === "New link");
    await link.getByRole("button", { name: "End this link" }).click();
    await link.getByRole("button", { name: "End it for everybody" }).click();
    await stranger.find("link-over").waitFor();
    assert.match(await stranger.find("link-over").innerText(), /The link you came by has ended/);
    await link.waitFor({ state: "detached" });
    assert.deepEqual(stranger.troubles, []);
    await stranger.close();
  });

  test("a link with a password asks for one to be written down", async () => {
    await openDialog();
    await dialog.getByRole("button", { name: "New link" }).click();
    await dialog.getByLabel("Ask for a password, too").check();
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByText("Write the password down here").waitFor();
    await dialog.getByLabel("Password of the link").fill("correct horse battery");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByText(/Whoever has it and the password can read until/).waitFor();
    await eventually("it is listed", async () => (await access()).links[0]?.has_password === true);
  });

  test("handing over makes somebody else the owner and oneself an editor", async () => {
    await openDialog();
    await dialog.getByRole("button", { name: "Hand over…" }).click();
    await dialog.getByText(/You stay as an editor/).waitFor();
    await dialog.getByTestId("share-new-owner").fill("grace");
    await one.page.keyboard.press("Enter");
    const focused = () => one.page.evaluate(() => document.activeElement?.innerText);
    await eventually("the keyboard is at the question", async () => (await focused()) === "Hand over to Grace Member");
    await one.page.keyboard.press("Enter");
    await dialog.getByText("Only the owner and admins can change this.").waitFor();
    assert.match(await dialog.getByTestId("share-owner").innerText(), /Grace Member/);
    assert.deepEqual([await roleOf(grace), await roleOf(olga)], ["owner", "editor"]);
    assert.equal(await focused(), "Copy link for people with access", "the keyboard is still in the dialog");
    await one.page.keyboard.press("Escape");
    await one.type("title", "!");
    await one.saved();
  });

  test("those who may not share see who has access, and nothing to press", async () => {
    await server.api(olga, "PUT", `/postmortems/${id}/access/people/${linus.id}`, { role: "viewer" });
    const other = await Person.at(browser, server.url, grace);
    await other.open(id);
    await openDialog(other);
    const seen = other.page.getByRole("dialog");
    await seen.getByText("Only the owner and admins can change this.").waitFor();
    assert.match(await seen.innerText(), /Olga Owner[\s\S]*Linus Member[\s\S]*Can read/);
    assert.equal(await seen.getByRole("combobox").count(), 0);
    assert.equal(await seen.getByText("Share links").count(), 0);
    assert.deepEqual((await seen.getByRole("button").allInnerTexts()).filter((words) => words.trim()), ["Copy link for people with access"]);
    assert.deepEqual(other.troubles, []);
    await other.close();
  });

  test("what goes wrong is said in the dialog, and what is shown is what is so", async () => {
    await openDialog();
    await one.page.route(/\/access\/people\//, (route) => route.abort());
    await dialog.getByTestId("share-add").fill("Grace");
    await dialog.getByRole("option", { name: "Grace Member" }).click();
    await dialog.getByRole("alert").getByText(/can't be reached/).waitFor();
    assert.equal(await line("Grace Member").count(), 0);
    await one.page.unroute(/\/access\/people\//);
    await add("Grace Member");
    assert.equal(await dialog.getByText(/can't be reached/).count(), 0);
  });

  test("everything is done by keyboard, and the keyboard comes back to where it was", async () => {
    const { page } = one;
    const share = one.find("share");
    await share.focus();
    await page.keyboard.press("Enter");
    await dialog.getByText("Who has access").waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.dataset.testid ?? document.activeElement?.getAttribute("aria-label"));
    await eventually("the field has the keyboard", async () => (await focused()) === "share-add");
    await page.keyboard.type("member");
    await dialog.getByRole("option").nth(1).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await line("Linus Member").waitFor();
    assert.equal(await focused(), "share-add");
    await page.keyboard.type("li");
    await page.keyboard.press("Escape");
    assert.equal(await dialog.getByTestId("share-add").inputValue(), "");
    assert.ok(await dialog.isVisible(), "Escape empties the field first");

    await page.keyboard.press("Tab");
    assert.equal(await focused(), "What they may do");
    for (let step = 0; step < 40; step += 1) {
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null), "focus stays inside");
      if ((await focused()) === "Remove Linus Member") break;
      await page.keyboard.press("Tab");
    }
    assert.equal(await focused(), "Remove Linus Member");
    await page.keyboard.press("Enter");
    await line("Linus Member").waitFor({ state: "detached" });
    assert.equal(await focused(), "share-add", "the line is gone; the keyboard is not lost with it");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await eventually("back at the button", async () => (await focused()) === "share");
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing in the dialog, ${colorScheme}, on a phone and on a screen`, async () => {
      await server.api(olga, "PUT", `/postmortems/${id}/access/people/${grace.id}`, { role: "viewer" });
      await server.api(olga, "PUT", `/postmortems/${id}/access/teams/${team.id}`, { role: "editor" });
      await server.api(olga, "POST", `/postmortems/${id}/links`, { role: "viewer", days: 7, password: null });
      for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
        const person = await Person.at(browser, server.url, olga, { colorScheme, viewport, reducedMotion: "reduce" });
        await person.open(id);
        await openDialog(person);
        const shown = person.page.getByRole("dialog");
        await shown.getByTestId("share-link").waitFor();
        await shown.getByRole("button", { name: "New link" }).click();
        await shown.getByTestId("share-add").fill("a");
        await shown.getByRole("option").first().waitFor();
        assert.deepEqual(await findings(person.page), []);
        const wide = await person.page.evaluate(() => document.querySelector("dialog .dialog-body").scrollWidth <= document.querySelector("dialog").clientWidth);
        assert.ok(wide, "nothing is cut off");
        assert.deepEqual(person.troubles, []);
        await person.close();
      }
    });
  }

  async function findings(page) {
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    return violations.flatMap(({ id: rule, help, nodes }) => [`${rule}: ${help}`, ...nodes.slice(0, 4).map((node) => `  ${node.target} ${node.failureSummary}`)]);
  }
});
