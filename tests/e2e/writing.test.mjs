/** Writing with help: the menus of `/` and `@`, formatted paste, tables, and finding – with two people in the document. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("writing", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    grace = server.account("Grace Hopper");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Checkout refused cards");
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    one = await Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin" });
    two = await Person.at(browser, server.url, grace);
    await one.open(id);
    await two.open(id);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await one.close();
    await two.close();
  });

  const stored = (what, met) =>
    eventually(what, async () => {
      const view = await server.view(ada, id);
      return met(view) && view;
    });
  const bodyOf = (view) => view.sections.find(({ id: key }) => body.includes(key)).body;
  const option = (person, name) => person.page.getByRole("option", { name });

  /** Types a mark and words behind it, and takes the only thing that fits. */
  async function take(person, words, name) {
    await person.page.keyboard.type(words);
    await option(person, name).first().waitFor();
    await eventually(`${name} is first`, async () => (await person.page.locator("[role=option][aria-selected]").innerText()).includes(name));
    await person.page.keyboard.press("Enter");
    await person.page.getByRole("listbox").waitFor({ state: "detached" });
  }

  test("blocks and mentions come in by menu; the other one sees them, and so do the exports", async () => {
    await one.focus(body);
    await one.page.keyboard.type("Ask ");
    await take(one, "@gra", "Grace Hopper");
    await one.page.keyboard.type("first");
    await one.page.keyboard.press("Enter");
    await one.page.keyboard.press("Enter");
    await take(one, "/warning", "Warning");
    await one.page.keyboard.type("Do not retry");
    await two.waitForText(body, (text) => text.includes("Ask @Grace Hopper first") && text.includes("Do not retry"));
    assert.equal(await two.text(body).locator(".cm-md-mention").count(), 1);
    assert.equal(await two.text(body).locator(".cm-md-callout-label").innerText(), "Warning");

    await two.type(body, "\n\n");
    await take(two, "/table", "Table");
    await two.page.keyboard.type("Who");
    await two.page.keyboard.press("Tab");
    await two.page.keyboard.type("What");
    await one.text(body).locator(".cm-md-row").first().waitFor();
    await stored("the table is stored", (view) => bodyOf(view).includes("| Who | What |"));
    const html = await server.api(ada, "GET", `/postmortems/${id}/export?format=html`);
    assert.match(html, /markdown-alert-warning/);
    assert.match(html, /<th>Who<\/th>/);
    assert.match(html, />@Grace Hopper<\/a> first/);
    const markdown = await server.api(ada, "GET", `/postmortems/${id}/export?format=md`);
    assert.match(markdown, /\[@Grace Hopper\]\(\/people\/[0-9a-f-]{36}\) first/);
  });

  test("a line becomes an action item, entries become a table, now is written with its zone", async () => {
    await one.addEntry("09:45 Deploy began");
    await one.addEntry("10:21 Rolled back | by hand");
    await one.focus(body);
    await one.page.keyboard.type("Raise the limit ");
    await take(one, "/action", "Action item");
    await eventually("the other one has it among the commitments", async () => (await two.find("group-commitments").innerText()).includes("Raise the limit"));
    await one.focus(body);
    await take(one, "at /now", "Time now");
    await stored("the time is written with its zone", (view) => /Raise the limit at \d{4}-\d\d-\d\d \d\d:\d\d UTC[+-]\d\d:\d\d/.test(bodyOf(view)));
    await one.page.keyboard.press("Enter");
    await take(one, "/excerpt", "Timeline excerpt");
    await one.page.getByRole("checkbox", { name: /Rolled back/ }).check();
    await one.find("excerpt-insert").click();
    const view = await stored("the table is stored", (view) => bodyOf(view).includes("| Time | What happened |"));
    assert.match(bodyOf(view), /\| \d{4}-\d\d-\d\d 10:21 UTC[+-]\d\d:\d\d \| Rolled back \\\| by hand \|/);
    assert.ok(!bodyOf(view).includes("Deploy began"));
    await two.waitForText(body, (text) => text.includes("Rolled back"));
  });

  test("find sees texts that are on no editor, counts along with others, and leaves the caret there", async () => {
    await one.focus(body);
    await one.page.keyboard.insertText(`needle at the top\n${"hay\n".repeat(400)}Needle at the end`);
    await one.saved();
    await two.addIdea("Buy a needle");
    // It begins at the caret: from the end of the text the next one is among the mitigations.
    await one.page.keyboard.press("Control+f");
    await one.find("find-input").fill("needle");
    await eventually("the next one is found", async () => (await one.find("find-count").innerText()) === "3 of 3");
    await one.find("find-input").press("Escape");
    await one.focus(body, "Home");
    await one.page.keyboard.press("Control+f");
    await one.find("find-input").fill("needle");
    const count = (wanted) => eventually(`it says ${wanted}`, async () => (await one.find("find-count").innerText()) === wanted);
    await count("1 of 3");
    await two.type(body, "A needle for all. ", "Home");
    await count("1 of 4");
    await one.find("find-input").press("Shift+Enter");
    await count("4 of 4");
    await one.find("find-input").press("Enter");
    await one.find("find-input").press("Enter");
    await count("2 of 4");
    await one.page.locator(".cm-found-active").waitFor();
    assert.deepEqual(await findings(one.page), []);
    await one.find("find-input").press("Escape");
    await one.find("find-bar").waitFor({ state: "detached" });
    await one.page.keyboard.type("pin");
    await two.waitForText(body, (text) => text.startsWith("A needle for all. pin at the top"));
    assert.equal(await one.page.locator(".cm-found").count(), 0);
  });

  test("the open menu is accessible, also on a phone", async () => {
    await one.page.setViewportSize({ width: 390, height: 780 });
    await one.focus(body);
    await one.page.keyboard.type("/");
    await one.page.getByRole("listbox").waitFor();
    assert.deepEqual(await findings(one.page), []);
  });
});
