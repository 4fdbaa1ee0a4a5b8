/** The palette and the sheet of shortcuts: everything that can be done or gone to, by a few letters. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("palette", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one;

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
    id = await server.createPlain(ada, "Checkout refused cards");
    one = await Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
    await one.open(id);
  });

  afterEach(async () => {
    assert.deepEqual(one.troubles, []);
    await one.close();
  });

  const options = (person) => person.find("palette-option").locator(".palette-words").allInnerTexts();

  async function open(person) {
    await person.page.keyboard.press("Control+k");
    await person.find("palette-input").waitFor();
  }

  /** Chooses what fits best. */
  async function run(person, words, expected = words) {
    await open(person);
    await person.find("palette-input").fill(words);
    await eventually(`${expected} is offered first`, async () => (await options(person))[0] === expected);
    await person.page.keyboard.press("Enter");
    await person.find("palette").waitFor({ state: "detached" });
  }

  test("it leads to sections and entries, with the keyboard in their text", async () => {
    await one.addEntry("09:45 Deploy began");
    await run(one, "discu", "Discussion");
    const heading = `sections/${section(await server.view(ada, id), "prose").id}/heading`;
    await eventually("the heading has the keyboard", async () => one.text(heading).evaluate((text) => text.contains(document.activeElement)));
    await run(one, "deploy beg", "Deploy began");
    await eventually("the entry has the keyboard", async () =>
      one.find("timeline-entry").first().evaluate((entry) => entry.contains(document.activeElement)),
    );
  });

  test("what it adds is there for the other, too", async () => {
    const two = await Person.at(browser, server.url, grace);
    await two.open(id);
    const keyboardIn = (person, kind) => eventually("the keyboard is in it", () => person.page.evaluate((start) => document.activeElement?.closest("[data-testid^='text:']")?.dataset.testid.startsWith(start), kind));
    await run(one, "add an action", "Add an action item");
    await keyboardIn(one, "text:mitigations/");
    await one.page.keyboard.type("Alert on pool use");
    await eventually("the other reads the action", async () => /Alert on pool use/.test(await two.find("group-commitments").innerText()));
    await run(two, "add a sec", "Add a section");
    await keyboardIn(two, "text:sections/");
    await two.page.keyboard.type("What surprised us");
    await eventually("the section has its heading", async () => {
      const { sections } = await server.view(ada, id);
      return sections.some(({ heading }) => heading === "What surprised us");
    });
    await one.page.locator(".outline-words", { hasText: "What surprised us" }).first().waitFor();
    await run(one, "surprised", "What surprised us");
    assert.deepEqual(two.troubles, []);
    await two.close();
  });

  test("what was chosen lately comes first", async () => {
    await run(one, "dark col", "Dark colours");
    assert.equal(await one.page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await run(one, "share", "Share");
    await one.page.getByRole("dialog").waitFor();
    await one.page.keyboard.press("Escape");
    await open(one);
    await eventually("the last one first", async () => (await options(one)).slice(0, 2).join() === "Share,Dark colours");
    await one.page.keyboard.press("ArrowDown");
    const marked = await one.find("palette-input").getAttribute("aria-activedescendant");
    assert.match(await one.page.locator(`[id="${marked}"]`).innerText(), /Dark colours/);
    assert.equal(await one.page.locator(`[id="${marked}"]`).getAttribute("aria-selected"), "true");
    await one.page.keyboard.press("Escape");
    await one.find("palette").waitFor({ state: "detached" });
  });

  test("other postmortems are found, and times shown on another clock", async () => {
    const other = await server.createPlain(ada, "Search was slow");
    await one.addEntry("09:45 Deploy began");
    await run(one, "clock utc", "Show times on the clock: UTC");
    await eventually("times are in UTC", async () => /UTC/.test(await one.find("timeline-zone").innerText()));
    await open(one);
    await one.find("palette-input").fill("search was");
    await eventually("it is found", async () => (await options(one)).includes("Search was slow"));
    await one.find("palette-option").filter({ hasText: "Search was slow" }).first().click();
    await one.page.waitForURL(`**/p/${other}`);
    await one.saved();
    await open(one);
    // What no command fits is searched for everywhere.
    await one.find("palette-input").fill("zzzzz");
    await eventually("nothing else is offered", async () => (await options(one)).join().includes("Search everything for “zzzzz”"));
  });

  test("with a selection the key makes a link, without one it opens the palette", async () => {
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    await one.type(body, "see the graph");
    await open(one);
    await one.page.keyboard.press("Escape");
    await one.find("palette").waitFor({ state: "detached" });
    await eventually("the caret is back in the text", async () => one.text(body).evaluate((text) => text.contains(document.activeElement)));
    await one.select(body, "graph");
    await one.page.keyboard.press("Control+k");
    await eventually("it is a link", async () => /\[graph\]\(/.test((await server.view(ada, id)).sections.find((part) => part.kind === "prose").body));
    assert.equal(await one.find("palette").count(), 0);
  });

  test("the sheet lists every key of the page, by group", async () => {
    await one.page.locator(".document-bar").getByRole("button", { name: "More", exact: true }).click();
    await one.page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
    const sheet = one.find("shortcut-sheet");
    await sheet.waitFor();
    const groups = await sheet.getByRole("heading").allInnerTexts();
    for (const group of ["Everywhere", "The postmortem", "Text", "Mitigations, on a card"]) assert.ok(groups.includes(group), group);
    assert.deepEqual(await findings(one.page), []);
    await one.page.keyboard.press("Escape");
    await one.go("/");
    await one.page.getByRole("heading", { level: 1 }).waitFor();
    await one.page.locator("main").focus();
    await one.page.keyboard.press("?");
    await sheet.waitFor();
    assert.ok((await sheet.getByRole("heading").allInnerTexts()).includes("Postmortems"));
  });

  test("axe finds nothing, wide and narrow, light and dark; nor among the components", async () => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1440, 390]) {
        await one.page.emulateMedia({ colorScheme });
        await one.page.setViewportSize({ width, height: 844 });
        await open(one);
        await one.find("palette-option").first().waitFor();
        assert.deepEqual(await findings(one.page), [], `${colorScheme}, ${width}`);
        await one.page.keyboard.press("Escape");
        await one.find("palette").waitFor({ state: "detached" });
      }
      await one.go("/ui");
      await one.page.getByRole("heading", { name: "Components" }).waitFor();
      assert.deepEqual(await findings(one.page), [], `components, ${colorScheme}`);
      await one.open(id);
    }
  });
});
