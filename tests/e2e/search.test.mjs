/** Finding again: two people with different rights, from the start page, the palette and the address; by keyboard; and what is similar. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, rows, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("search", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, open, hidden, one, two;

  before(async () => {
    server = await Server.start();
    [ada, grace] = [server.account("Ada"), server.account("Grace")];
    browser = await launch();
    open = await server.createPlain(ada, "Checkout refused cards");
    hidden = await server.createPlain(ada, "Payroll canary");
    await server.api(ada, "PATCH", `/postmortems/${open}`, { severity: "SEV1", services: ["checkout"] });
    await server.api(ada, "PATCH", `/postmortems/${hidden}`, { severity: "SEV2", services: ["checkout"] });
    await server.api(ada, "PATCH", `/postmortems/${hidden}/access`, { visibility: "restricted" });
    const writer = await Person.at(browser, server.url, ada);
    for (const id of [open, hidden]) {
      const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
      await writer.open(id);
      await writer.type(body, "The pgbouncer connection pool ran dry.");
      await writer.addEntry("14:05 Größe of the pool was raised");
      await writer.saved();
    }
    assert.deepEqual(writer.troubles, []);
    await writer.close();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  const titles = (person) => person.page.locator(".search-title").allInnerTexts();
  const count = (person) => person.find("search-count").innerText();

  test("from the start page to the very place, by keyboard, with what was found marked", async () => {
    await two.go("/");
    await rows(two.page).first().waitFor();
    await two.page.keyboard.press("/");
    await two.page.keyboard.type("pgboun POOL");
    await two.page.keyboard.press("Enter");
    await two.page.waitForURL(/\/search\?q=pgboun/);
    await eventually("it is found", async () => (await titles(two)).join() === "Checkout refused cards");
    assert.equal(await count(two), "1 postmortem");
    assert.deepEqual(await two.page.locator(".search-hit[data-kind=section] mark").allInnerTexts(), ["pgbouncer", "pool"]);
    assert.deepEqual(await findings(two.page), []);
    // Arrows: title, first place, and back into the box.
    await two.page.keyboard.press("ArrowDown");
    await two.page.keyboard.press("ArrowUp");
    await two.page.keyboard.press("ArrowDown");
    await two.page.keyboard.press("ArrowDown");
    await two.page.keyboard.press("Enter");
    await two.page.waitForURL(new RegExp(`/p/${open}#section-`));
    await two.saved();
    await eventually("the place is in sight", async () => two.text(`sections/${section(await server.view(ada, open), "prose").id}/body`).isVisible());
  });

  test("nobody finds what they may not open, until they may, and what is typed is found soon", async () => {
    for (const [person, expected] of [[one, 2], [two, 1]]) {
      await person.go("/search?q=connection+pool");
      await eventually("all that one may read", async () => (await titles(person)).length === expected);
    }
    await two.find("search-input").fill("canary");
    await eventually("nothing is found", async () => (await count(two)) === "Nothing found");
    await two.page.getByText("Nothing holds all of this").waitFor();
    assert.ok(!(await two.page.locator("main").innerText()).toLowerCase().includes("payroll"));
    const { people } = await server.api(ada, "GET", "/people");
    const id = people.find(({ name }) => name === grace.name).id;
    await server.api(ada, "PUT", `/postmortems/${hidden}/access/people/${id}`, { role: "viewer" });
    await two.page.reload();
    await eventually("now it is", async () => (await titles(two)).join() === "Payroll canary");
    await server.api(ada, "DELETE", `/postmortems/${hidden}/access/people/${id}`);
    await two.page.reload();
    await eventually("and not any more", async () => (await count(two)) === "Nothing found");

    await one.open(open);
    await one.addIdea("Alert on pool saturation");
    await one.saved();
    await two.find("search-input").fill("saturat");
    await eventually("what was just written", async () => (await titles(two)).join() === "Checkout refused cards");
    await two.page.locator(".search-hit[data-kind=mitigation]").click();
    await two.page.waitForURL(new RegExp(`/p/${open}#mitigation-`));
  });

  test("filters are chips and stand in the address; a search is kept, and taken away with a way back", async () => {
    await one.go("/search");
    await one.page.getByText("Find again what somebody wrote down").waitFor();
    assert.deepEqual(await findings(one.page), []);
    await one.find("filters-toggle").click();
    await one.find("filter-severity").fill("sev2");
    await one.find("filter-severity").press("Enter");
    await eventually("one is left", async () => (await titles(one)).join() === "Payroll canary");
    await one.find("filter-state").selectOption("draft");
    await eventually("two chips", async () => (await one.find("chip-state").isVisible()) && one.page.url().endsWith("/search?severity=sev2&state=draft"));
    assert.deepEqual(await findings(one.page), []);
    await one.find("save-view").click();
    await one.page.getByLabel("Name of the search").fill("Drafts");
    await one.page.keyboard.press("Enter");
    await one.find("saved-view").getByRole("link", { name: "Drafts" }).waitFor();
    await one.find("chip-severity").click();
    await one.find("chip-state").click();
    await eventually("nothing is asked", async () => one.page.url().endsWith("/search"));
    await one.find("saved-view").getByRole("link", { name: "Drafts" }).click();
    await eventually("the kept one is there again", async () => (await titles(one)).join() === "Payroll canary");
    await one.page.getByRole("button", { name: "Remove “Drafts”" }).click();
    await eventually("it is gone", async () => (await one.find("saved-view").count()) === 0);
    await one.page.getByRole("button", { name: "Undo" }).click();
    await one.find("saved-view").getByRole("link", { name: "Drafts" }).waitFor();
    await two.go("/search");
    await two.page.getByText("Find again what somebody wrote down").waitFor();
    assert.equal(await two.find("saved-view").count(), 0, "it is Ada's alone");
  });

  test("the palette leads to the search", async () => {
    await one.go("/");
    await rows(one.page).first().waitFor();
    await one.page.keyboard.press("Control+k");
    await one.find("palette-input").fill("grosse");
    await one.find("palette-option").filter({ hasText: "Search everything for “grosse”" }).click();
    await one.page.waitForURL(/\/search\?q=grosse/);
    await eventually("accents do not matter", async () => (await titles(one)).length === 2);
    assert.deepEqual([...new Set(await one.page.locator(".search-hit mark").allInnerTexts())], ["Größe"]);
  });

  test("what is similar stands beside the text, with why, and by right", async () => {
    for (const [person, expected] of [[one, 1], [two, 0]]) {
      await person.open(open);
      await person.find("similar-toggle").click();
      if (expected === 0) await person.page.getByText("Nothing similar yet.").waitFor();
      await eventually("as many as one may read", async () => (await person.find("similar-line").count()) === expected);
    }
    const line = await one.find("similar-line").innerText();
    assert.match(line, /Payroll canary/);
    assert.match(line, /both mention .*connection pool.*same service: checkout/s);
    assert.deepEqual(await findings(one.page), []);
  });
});
