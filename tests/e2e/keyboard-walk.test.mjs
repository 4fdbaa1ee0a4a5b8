/** The whole document page by Tab: everything is reached, nothing holds the keyboard, and it is always seen where it is. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Person, launch, rows } from "./browser.mjs";
import { SUITE_DEADLINE, Server } from "./harness.mjs";

/** More stops than the page has: reaching this means that the keyboard goes round in circles. */
const MOST_STOPS = 600;

describe("keyboard walk", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, person;

  before(async () => {
    server = await Server.start(["--demo"]);
    browser = await launch();
    person = await Person.at(browser, server.url, { email: "demo@example.com", password: "debrief-demo-account" }, { reducedMotion: "reduce" });
    await person.go("/");
    await rows(person.page).first().click();
    await person.saved();
  });

  after(async () => {
    assert.deepEqual(person.troubles, []);
    await browser?.close();
    await server?.close();
  });

  /** What has the keyboard: its name for this test, whether it is in sight, and whether it can be seen that it has the keyboard. */
  const stop = () =>
    person.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const area = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const holder = element.closest("[data-testid]")?.getAttribute("data-testid") ?? "";
      const marked = style.outlineStyle !== "none" || style.boxShadow !== "none" || element.matches(".cm-content, .palette-input");
      const framed = marked || [...document.querySelectorAll(":focus-within")].slice(-3).some((outer) => getComputedStyle(outer).boxShadow !== "none");
      const bar = document.querySelector(".document-bar").getBoundingClientRect().bottom;
      const inBar = Boolean(element.closest(".document-bar, .skip-link, .outline-rail, .comments-margin"));
      const inSight = area.width > 0 && area.bottom > (inBar ? 0 : bar) && area.top < innerHeight;
      return { name: holder, tag: element.tagName, label: element.getAttribute("aria-label") ?? element.textContent.slice(0, 30), framed, inSight };
    });

  test("Tab reaches every part and comes to an end", async () => {
    const seen = [];
    await person.page.evaluate(() => document.activeElement?.blur());
    for (let count = 0; count < MOST_STOPS; count += 1) {
      await person.page.keyboard.press("Tab");
      const now = await stop();
      if (!now) break;
      seen.push(now);
    }
    assert.ok(seen.length < MOST_STOPS, `an end after ${seen.length} stops; the last: ${JSON.stringify(seen.slice(-4))}`);
    const names = new Set(seen.map(({ name }) => name));
    const wanted = ["toggle-comments", "text:title", "fact-severity", "timeline-add", "mitigation", "mitigation-owner", "mitigation-add", "mitigations-as-board", "add-section"];
    for (const name of wanted.slice(1)) assert.ok(names.has(name), `${name} is reached`);
    const unseen = seen.filter(({ framed }) => !framed);
    assert.deepEqual(unseen, [], "it can be seen what has the keyboard");
    const hidden = seen.filter(({ inSight }) => !inSight);
    assert.deepEqual(hidden, [], "what has the keyboard is in sight");
  });
});
