/** Two people write one postmortem at the same time, each in a browser of their own. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("together", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body;

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
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
    await Promise.all([one.open(id), two.open(id)]);
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  /** Both pages and the server read the same at a path; gives it. */
  async function same(path, stored) {
    await Promise.all([one.saved(), two.saved()]);
    await eventually(`both pages show the same at ${path}`, async () => (await one.read(path)) === (await two.read(path)));
    const text = await one.read(path);
    assert.equal(stored(await server.view(ada, id)), text);
    return text;
  }

  /** How often a letter occurs. */
  const count = (text, letter) => text.split(letter).length - 1;

  test("typing at once in the same paragraph ends equal to the letter", async () => {
    await one.type(body, "Start. ");
    await two.waitForText(body, "Start. ");
    await Promise.all([one.type(body, "w".repeat(60), "End"), two.type(body, "x".repeat(60), "Home")]);
    await Promise.all([one.type(body, "y".repeat(40), "Home"), two.type(body, "z".repeat(40), "End")]);
    const text = await same(body, (view) => section(view, "prose").body);
    assert.deepEqual([..."wxyz"].map((letter) => count(text, letter)), [60, 60, 40, 40]);
    assert.ok(text.includes("Start. "));
  });

  test("typing at once in one timeline entry ends equal, and entries of both are there", async () => {
    await one.addEntry("09:45 Deploy began");
    const entry = await eventually("the entry is stored", async () => (await server.view(ada, id)).timeline[0]);
    const path = `timeline/${entry.id}/text`;
    await two.waitForText(path, "Deploy began");
    await Promise.all([one.type(path, " xxxxxxxxxxxxxxxxxxxx", "End"), two.type(path, "yyyyyyyyyyyyyyyyyyyy ", "Home")]);
    const text = await same(path, (view) => view.timeline.find((held) => held.id === entry.id).text);
    assert.equal(text, `${"y".repeat(20)} Deploy began ${"x".repeat(20)}`);

    await Promise.all([one.addEntry("10:55 Deploy was rolled back"), two.addEntry("10:05 Cards were refused")]);
    for (const person of [one, two]) {
      await eventually("entries stand in the order of their times", async () => {
        const order = await person.page.getByTestId("timeline-entry").allTextContents();
        const at = (words) => order.findIndex((entry) => entry.includes(words));
        return order.length === 3 && at("Deploy began") === 0 && at("Cards were refused") === 1 && at("rolled back") === 2;
      });
    }
  });

  test("typing at once in one mitigation ends equal, and fields follow", async () => {
    await one.addIdea("Alert on pool use");
    const idea = await eventually("the idea is stored", async () => (await server.view(ada, id)).mitigations[0]);
    const path = `mitigations/${idea.id}/text`;
    await two.waitForText(path, "Alert on pool use");
    await Promise.all([one.type(path, " over 80 percent", "End"), two.type(path, "First: ", "Home")]);
    const text = await same(path, (view) => view.mitigations[0].text);
    assert.equal(text, "First: Alert on pool use over 80 percent");

    await one.find("mitigation-commit").click();
    await eventually("two sees the commitment", async () => (await two.find("mitigation").getAttribute("data-status")) === "open");
  });

  test("each sees who else is here and where their caret is", async () => {
    await eventually("one sees Grace", async () => (await one.find("presence").locator("button").count()) === 1);
    await two.type(body, "Here I am");
    await one.waitForText(body, "Here I am");
    await one.text(body).scrollIntoViewIfNeeded();
    const caret = one.text(body).locator(".cm-peer-caret");
    await eventually("one sees Grace's caret by name", async () => (await caret.getAttribute("data-name")) === "Grace Member");
    await eventually("her place is told", async () => /Grace Member is in Discussion/.test(await one.find("presence").locator("button").getAttribute("aria-label")));
    await two.close();
    await eventually("Grace has left", async () => (await one.find("presence").locator("button").count()) === 0);
    two = await Person.at(browser, server.url, grace);
  });

  test("undo takes back one's own words only", async () => {
    await one.type(body, "Mine. ");
    await two.waitForText(body, "Mine. ");
    await two.type(body, "Hers. ", "End");
    await one.waitForText(body, "Mine. Hers. ");
    await one.focus(body, "Home");
    await one.page.keyboard.press("Control+z");
    await one.waitForText(body, "Hers. ");
    await two.waitForText(body, "Hers. ");
    await one.page.keyboard.press("Control+Shift+Z");
    await two.waitForText(body, (text) => text.includes("Mine. ") && text.includes("Hers. "));
    assert.equal(await same(body, (view) => section(view, "prose").body), await one.read(body));
  });

  test("the title and a heading are written together, too", async () => {
    const heading = body.replace("/body", "/heading");
    await Promise.all([one.type("title", " today", "End"), two.type(heading, "Open ", "Home")]);
    assert.equal(await same("title", (view) => view.title), "Checkout refused cards today");
    assert.equal(await same(heading, (view) => section(view, "prose").heading), "Open Discussion");
  });
});
