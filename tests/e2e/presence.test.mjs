/** Who is here, where, and typing; following somebody; and a caret that others never move. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("presence", { timeout: SUITE_DEADLINE }, () => {
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
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    [one, two] = await Promise.all([Person.at(browser, server.url, ada, { reducedMotion: "reduce" }), Person.at(browser, server.url, grace, { reducedMotion: "reduce" })]);
    await Promise.all([one.open(id), two.open(id)]);
    await eventually("both are seen", async () => (await one.find("presence").locator("button").count()) === 1 && (await two.find("presence").locator("button").count()) === 1);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  const label = (person) => person.find("presence").locator("button").getAttribute("aria-label");

  /** Where the caret is in the text that has the keyboard: the words before it in its line. */
  const beforeCaret = (person) =>
    person.page.evaluate(() => {
      const { anchorNode, anchorOffset } = getSelection();
      const line = (anchorNode.nodeType === 1 ? anchorNode : anchorNode.parentElement).closest(".cm-line");
      const range = document.createRange();
      range.setStart(line, 0);
      range.setEnd(anchorNode, anchorOffset);
      return range.toString();
    });

  test("who types is told, and the sign ends by itself", async () => {
    await two.type(body, "Something happened");
    await eventually("one sees her typing", async () => /Grace Member is typing in Discussion/.test(await label(one)));
    assert.equal(await one.page.locator(".presence-peer.is-typing").count(), 1);
    await eventually("the sign ends", async () => /Grace Member is in Discussion/.test(await label(one)));
    await eventually("the outline shows where she is", async () => (await one.page.locator(".outline-item", { hasText: "Discussion" }).getByRole("img", { name: "Grace Member is here" }).count()) === 1);
  });

  test("somebody who reads is shown where they read", async () => {
    await one.type(body, "line\n".repeat(60));
    await eventually("she begins at the top", async () => /Grace Member is in Timeline/.test(await label(one)));
    await two.page.mouse.move(600, 500);
    await two.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await eventually("her place is told", async () => /Grace Member is in (Discussion|Mitigations)/.test(await label(one)));
  });

  test("whoever is followed stays in view, until one scrolls or presses Escape", async () => {
    await one.type(body, "line\n".repeat(80));
    await one.saved();
    await two.waitForText(body, (text) => text.split("\n").length > 80);
    await one.page.evaluate(() => scrollTo(0, 0));
    await two.focus(body, "End");
    await two.page.keyboard.type("at the end");
    const caret = one.text(body).locator(".cm-peer-caret");
    const inView = () => caret.evaluate((caret) => {
      const { top, bottom } = caret.getBoundingClientRect();
      return top > 0 && bottom < innerHeight;
    });
    await one.find("presence").locator("button").press("Enter");
    await one.find("follow-bar").waitFor();
    assert.match(await one.find("follow-bar").textContent(), /Following Grace Member/);
    await eventually("her caret is in view", inView);
    assert.deepEqual(await findings(one.page), []);
    await two.focus(body, "Home");
    await two.page.keyboard.type("at the start ");
    await eventually("the page went along", inView);
    await two.focus(body, "End");
    await eventually("and back", inView);

    await one.page.keyboard.press("Escape");
    await eventually("nobody is followed", async () => (await one.find("follow-bar").count()) === 0);
    await one.find("presence").locator("button").click();
    await one.find("follow-bar").waitFor();
    await one.page.mouse.move(600, 500);
    await one.page.mouse.wheel(0, -2_000);
    await eventually("scrolling ends it, too", async () => (await one.find("follow-bar").count()) === 0);

    await one.find("presence").locator("button").click();
    await one.find("follow-bar").waitFor();
    await two.close();
    await one.page.getByText("Grace Member has left.").waitFor();
    assert.equal(await one.find("follow-bar").count(), 0);
    two = await Person.at(browser, server.url, grace);
  });

  test("a caret stays where it is under the typing of others", async () => {
    await one.type(body, "The first words. The last words.");
    await two.waitForText(body, "The first words. The last words.");
    await one.focus(body, "Home");
    for (let step = 0; step < "The first words.".length; step += 1) await one.page.keyboard.press("ArrowRight");
    assert.equal(await beforeCaret(one), "The first words.");
    await two.type(body, "Before: ", "Home");
    await one.waitForText(body, "Before: The first words. The last words.");
    assert.equal(await beforeCaret(one), "Before: The first words.");
    await two.type(body, " And after.", "End");
    await one.waitForText(body, (text) => text.endsWith("And after."));
    assert.equal(await beforeCaret(one), "Before: The first words.");
    await one.page.keyboard.type(" Mine.");
    await two.waitForText(body, "Before: The first words. Mine. The last words. And after.");
  });

  test("a new name and colour come from the account", async () => {
    await two.close();
    await server.api(grace, "PATCH", "/account", { name: "Grace Hopper" });
    two = await Person.at(browser, server.url, grace);
    await two.open(id);
    await eventually("one sees her new name", async () => /^Grace Hopper is/.test(await label(one)));
    await server.api(grace, "PATCH", "/account", { name: "Grace Member" });
  });
});
