/** The history: versions by time and person, what changed in each, names, going back; and what is new since one was last here. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("history", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body, prose;

  before(async () => {
    server = await Server.start();
    [ada, grace] = [server.account("Ada Admin", "admin"), server.account("Grace Member")];
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Checkout refused cards");
    prose = section(await server.view(ada, id), "prose").id;
    body = `sections/${prose}/body`;
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  /** Ada writes a sentence, Grace changes a word of it; gives the place in the log between the two. */
  async function written() {
    await Promise.all([one.open(id), two.open(id)]);
    await one.type(body, "Cards were refused for an hour.");
    await one.saved();
    await two.waitForText(body, "Cards were refused for an hour.");
    const between = (await server.api(ada, "GET", `/postmortems/${id}/history`)).spans[0].last;
    await two.select(body, "an hour");
    await two.page.keyboard.type("two hours");
    await two.saved();
    await one.waitForText(body, "Cards were refused for two hours.");
    return between;
  }

  /** Opens the history and waits for what changed. */
  async function look(person, query = "") {
    await person.go(`/p/${id}/history${query}`);
    await person.find("history-summary").waitFor();
  }

  test("what changed is marked by more than colour, with who did it, and travelled by keyboard", async () => {
    const between = await written();
    await one.page.keyboard.press("Control+Alt+h");
    await one.find("history-summary").waitFor();
    assert.match(one.page.url(), new RegExp(`/p/${id}/history`));
    assert.match(await one.find("history-when").textContent(), /^[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d{4}, \d\d:\d\d.* UTC/);
    assert.deepEqual(await findings(one.page), []);

    await look(one, `?at=999999999&from=${between}`);
    await eventually("the new words are marked", async () => (await one.find("past").locator("ins").allTextContents()).some((text) => text.includes("two")));
    const change = one.find("past").locator(".change").first();
    assert.equal(await change.getAttribute("data-by"), "Grace Member");
    assert.match(await one.find("past").locator("del").first().evaluate((del) => getComputedStyle(del).textDecorationLine), /line-through/);
    assert.match(await one.find("past").locator("ins").first().evaluate((ins) => getComputedStyle(ins).textDecorationLine), /underline/);
    assert.match(await one.find("past").locator("del").first().textContent(), /Grace Member removed/);

    await one.page.keyboard.press("n");
    await eventually("the first change has the keyboard", () => one.page.evaluate(() => document.activeElement.hasAttribute("data-change")));
    const first = await one.page.evaluate(() => document.activeElement.textContent);
    await one.page.keyboard.press("n");
    await one.page.keyboard.press("p");
    assert.equal(await one.page.evaluate(() => document.activeElement.textContent), first);
    await one.page.keyboard.press("Escape");
    await one.saved();
    assert.equal(new URL(one.page.url()).pathname, `/p/${id}`);
  });

  test("versions are given names, renamed and lose them again, also by keyboard", async () => {
    await written();
    await look(one);
    await one.find("name-version").press("Enter");
    await one.find("version-name-input").fill("Before the review");
    await one.page.keyboard.press("Enter");
    await eventually("it has its name", async () => (await one.find("version-name").textContent()) === "Before the review");
    assert.equal(await one.find("versions").getByText("Before the review").count(), 1);
    await one.find("rename-version").click();
    await one.find("version-name-input").fill("As shared");
    await one.page.keyboard.press("Enter");
    await eventually("it has another", async () => (await one.find("version-name").textContent()) === "As shared");

    await look(two);
    await two.find("versions").getByText("As shared").waitFor();
    await one.find("unname-version").click();
    await one.find("name-version").waitFor();
    await one.page.getByRole("button", { name: "Undo" }).click();
    await eventually("the name is back", async () => (await one.find("version-name").textContent()) === "As shared");
    const [line] = await one.page.getByTestId("version").all();
    await line.focus();
    await one.page.keyboard.press("ArrowDown");
    await one.page.keyboard.press("Home");
    assert.equal(await line.evaluate((line) => line === document.activeElement), true);
  });

  test("going back is a change that others see at once, and Undo takes it back", async () => {
    const between = await written();
    await server.api(ada, "POST", `/postmortems/${id}/history/versions`, { name: "One hour", seq: between });
    await look(one);
    await one.find("versions").getByText("One hour").click();
    await one.find("restore").click();
    await one.saved();
    await one.waitForText(body, "Cards were refused for an hour.");
    await two.waitForText(body, "Cards were refused for an hour.");
    await one.page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await two.waitForText(body, "Cards were refused for two hours.");
    await one.waitForText(body, "Cards were refused for two hours.");
  });

  test("viewers look, and change nothing; strangers see nothing", async () => {
    await written();
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { workspace_role: "viewer" });
    await look(two);
    await two.find("versions").getByTestId("version").first().waitFor();
    assert.equal(await two.find("restore").count(), 0);
    assert.equal(await two.find("name-version").count(), 0);
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    await two.go(`/p/${id}/history`);
    await two.find("not-found").waitFor();
  });

  test("on a phone the versions are a sheet", async () => {
    await written();
    await one.page.setViewportSize({ width: 390, height: 844 });
    await look(one);
    const sheet = one.find("versions");
    assert.equal(await sheet.isVisible(), false);
    await one.find("open-versions").click();
    await eventually("the sheet is there", () => sheet.isVisible());
    assert.deepEqual(await findings(one.page), []);
    await sheet.getByTestId("version").last().click();
    await eventually("the sheet is gone", async () => !(await sheet.isVisible()));
    const overflow = await one.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
  });

  test("what others changed since the last visit is told on any device, and marks go once seen", async () => {
    await one.open(id);
    const noted = async () => (await server.api(ada, "GET", `/postmortems/${id}/seen`)).seq !== null;
    await eventually("the first visit is noted", noted);
    await one.page.goto("about:blank");
    await two.open(id);
    await two.type(body, "Grace adds what she knows.");
    await two.saved();

    // Another browser of the same person.
    const tablet = await Person.at(browser, server.url, ada);
    await tablet.open(id);
    await tablet.find("news").waitFor();
    assert.match(await tablet.find("news").textContent(), /^Grace Member changed 1 section since [A-Z].*UTC/);
    assert.deepEqual(await findings(tablet.page), []);
    await tablet.page.locator("[data-new]").waitFor({ state: "attached" });
    await tablet.text(body).evaluate((text) => text.scrollIntoView({ block: "center" }));
    await eventually("its mark goes once it was seen", async () => (await tablet.page.locator("[data-new]").count()) === 0 && (await tablet.find("outline-news").count()) === 0);
    const caughtUp = async () => {
      const seen = await server.api(ada, "GET", `/postmortems/${id}/seen`);
      return seen.others.length === 0;
    };
    await eventually("it is noted as seen", caughtUp);
    await tablet.find("show-changes").click();
    await eventually("the changes are shown", async () => (await tablet.find("past").locator("ins").allTextContents()).some((text) => text.includes("Grace adds")));
    assert.deepEqual(tablet.troubles, []);
    await tablet.close();

    await one.open(id);
    await one.waitForText(body, "Grace adds what she knows.");
    assert.equal(await one.find("news").count(), 0);
  });
});
