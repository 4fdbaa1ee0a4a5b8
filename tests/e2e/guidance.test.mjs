/** Help beside the text: what belongs into a section, and what is still missing; quiet, and gone when it is done. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const TEMPLATES = ["pushpay", "google-sre", "pagerduty", "morgue", "outside-message", "learning-review"];

describe("guidance", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, one;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    grace = server.account("Grace Member");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    one = await Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  });

  afterEach(async () => {
    assert.deepEqual(one.troubles, []);
    await one.close();
  });

  const lines = (person) => person.find("missing-line").locator(".missing-words").allInnerTexts();
  const line = (person, key) => person.page.locator(`[data-testid=missing-line][data-key="${key}"]`);
  const shows = (person, words) => eventually(`“${words}” is listed`, async () => (await lines(person)).includes(words));
  const lacks = (person, words) => eventually(`“${words}” is not listed`, async () => !(await lines(person)).includes(words));

  for (const template of TEMPLATES) {
    test(`every section of ${template} says what belongs there`, async () => {
      const id = await server.create(ada, "Checkout refused cards", template);
      await one.open(id);
      const { sections } = await server.view(ada, id);
      await eventually("each has its help", async () => (await one.find("guidance").count()) === sections.length);
      for (const words of await one.page.locator(".guidance-words").allInnerTexts()) assert.ok(words.trim().length > 40, words);
    });
  }

  test("help that was folded stays folded, for this section and for all", async () => {
    const id = await server.create(ada, "Checkout refused cards", "google-sre");
    await one.open(id);
    const open = () => one.page.locator(".guidance-words").count();
    const all = await one.find("guidance").count();
    await one.find("guidance").first().getByRole("button").click();
    await eventually("one is folded", async () => (await open()) === all - 1);
    await one.page.reload();
    await one.saved();
    await eventually("it stays so", async () => (await open()) === all - 1);
    await one.page.keyboard.press("Control+k");
    await one.find("palette-input").fill("fold all guidance");
    await one.page.keyboard.press("Enter");
    await eventually("all are folded", async () => (await open()) === 0);
    const other = await server.create(ada, "Another one", "pushpay");
    await one.open(other);
    await one.find("guidance").first().waitFor();
    assert.equal(await open(), 0, "the choice holds for every postmortem");
  });

  test("what is missing leads to its place and goes away when it is there", async () => {
    const id = await server.createPlain(ada, "Checkout refused cards");
    await one.open(id);
    await shows(one, "No severity");
    await shows(one, "Nothing under “Discussion”");
    await line(one, "severity").locator(".missing-words").click();
    await eventually("the field has the keyboard", async () => one.find("fact-severity").evaluate((field) => field === document.activeElement));
    await one.page.keyboard.type("Sev-2");
    await one.page.keyboard.press("Enter");
    await lacks(one, "No severity");

    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    await one.page.getByRole("button", { name: "Nothing under “Discussion”" }).click();
    await eventually("the text has the keyboard", async () => one.text(body).evaluate((text) => text.contains(document.activeElement)));
    await one.page.keyboard.type("The pool ran dry.");
    await lacks(one, "Nothing under “Discussion”");

    for (const idea of ["Alert on pool use", "Warm the cache"]) await one.addIdea(idea);
    for (const _ of [1, 2]) {
      await one.find("mitigation-commit").first().click();
      await one.page.keyboard.press("Escape");
    }
    await one.page.getByRole("button", { name: "Show all" }).click();
    await shows(one, "Two actions without an owner");
    await line(one, "owners").locator(".missing-words").click();
    await eventually("an owner's field has the keyboard", async () =>
      one.page.evaluate(() => document.activeElement?.getAttribute("data-testid") === "mitigation-owner"),
    );
    await one.page.keyboard.type("Grace");
    await one.page.keyboard.press("Enter");
    await shows(one, "One action without an owner");
    const words = await one.find("missing").innerText();
    assert.doesNotMatch(words, /%|\d+ (of|\/) \d+|score/i);
    assert.deepEqual(await findings(one.page), []);
  });

  test("what does not matter here is set aside for everybody, and can be brought back", async () => {
    const id = await server.createPlain(ada, "Checkout refused cards");
    const two = await Person.at(browser, server.url, grace);
    await Promise.all([one.open(id), two.open(id)]);
    assert.equal((await lines(two)).length, 0, "only the owner's list is open by itself");
    await two.find("missing-toggle").click();
    await Promise.all([shows(one, "No service named"), shows(two, "No service named")]);
    await line(one, "services").hover();
    await line(one, "services").getByRole("button", { name: "Not needed here" }).click();
    await Promise.all([lacks(one, "No service named"), lacks(two, "No service named")]);
    await two.page.reload();
    await two.saved();
    await shows(two, "No severity");
    assert.ok(!(await lines(two)).includes("No service named"));
    await one.page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await Promise.all([shows(one, "No service named"), shows(two, "No service named")]);
    assert.deepEqual(two.troubles, []);
    await two.close();
  });

  test("in a narrow window it is one folded line, and its lines lead to what is folded, too", async () => {
    const id = await server.createPlain(ada, "Checkout refused cards");
    await one.page.setViewportSize({ width: 390, height: 844 });
    await one.open(id);
    await one.find("missing-toggle").waitFor();
    assert.equal(await one.find("missing-line").count(), 0);
    await one.find("missing-toggle").click();
    await shows(one, "No severity");
    await line(one, "severity").locator(".missing-words").click();
    await eventually("the facts unfold for it", async () => one.find("fact-severity").evaluate((field) => field === document.activeElement));
    assert.deepEqual(await findings(one.page), []);
  });
});
