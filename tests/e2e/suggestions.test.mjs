/** Suggestions by two people: proposed beside the text, shown in it, taken over or declined while both go on writing. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("suggestions", { timeout: SUITE_DEADLINE }, () => {
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
    one = await Person.at(browser, server.url, ada);
    await one.open(id);
    await one.type(body, "The operator broke the pool before lunch.");
    await one.saved();
    // Grace may comment and write nothing else.
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { workspace_role: "commenter" });
    two = await Person.at(browser, server.url, grace);
    await two.open(id);
    await two.waitForText(body, "The operator broke the pool before lunch.");
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  async function suggest(person, words, instead, why = "") {
    await person.select(body, words);
    await person.text(body).getByRole("button", { name: "Comment" }).click();
    await person.find("draft-suggest").click();
    await person.find("suggestion-input").fill(instead);
    if (why) await person.find("suggestion-why").fill(why);
    await person.find("suggestion-send").click();
    await eventually("it is sent", async () => (await person.find("suggestion").count()) === 1);
  }

  const sees = (person) => eventually("the suggestion is there", async () => (await person.find("suggestion").count()) === 1);
  /** The newest line under the bell. */
  async function told(person, words) {
    await person.find("bell").click();
    await eventually("the bell says what became of it", async () => (await person.find("notification").first().innerText()).includes(words));
    await person.page.keyboard.press("Escape");
  }

  const text = async () => section(await server.view(ada, id), "prose").body;

  test("a commenter proposes, both see it in the text, an editor takes it over", async () => {
    await suggest(two, "operator broke", "deploy drained", "Nobody broke it.");
    await sees(one);
    for (const person of [one, two]) {
      assert.equal(await person.text(body).locator(".cm-range-suggestion").innerText(), "operator broke");
      assert.equal(await person.text(body).locator(".cm-proposed").innerText(), "deploy drained");
    }
    assert.equal(await text(), "The operator broke the pool before lunch.", "nothing is written yet");
    assert.deepEqual(await findings(one.page), []);
    await one.type(body, "At 11:40: ", "Home");
    await one.saved();
    await one.find("suggestion-accept").click();
    for (const person of [one, two]) await person.waitForText(body, "At 11:40: The deploy drained the pool before lunch.");
    await one.find("comments-resolved").click();
    assert.match(await one.find("thread").innerText(), /Grace Member[\s\S]*Nobody broke it\.|Accepted by Ada Admin/);
    assert.match(await one.find("suggestion").innerText(), /Accepted by Ada Admin/);
    await told(two, "Ada Admin accepted your suggestion");
  });

  test("one key takes the suggestion over that is being looked at, another declines it", async () => {
    await suggest(two, "before lunch", "at 11:40");
    await sees(one);
    await one.text(body).locator(".cm-proposed").click();
    await one.page.keyboard.press("Control+Alt+Enter");
    await two.waitForText(body, "The operator broke the pool at 11:40.");
    await suggest(two, "operator", "person");
    await sees(one);
    await one.text(body).locator(".cm-proposed").click();
    await one.page.keyboard.press("Control+Alt+Backspace");
    await eventually("two sees that it is declined", async () => (await two.text(body).locator(".cm-proposed").count()) === 0);
    assert.equal(await text(), "The operator broke the pool at 11:40.");
    await told(two, "Ada Admin declined your suggestion");
  });

  test("when the text has changed under it both are shown, and nothing is taken over by itself", async () => {
    await suggest(two, "operator broke", "deploy drained");
    await sees(one);
    await one.select(body, "tor br");
    await one.page.keyboard.type("tion e");
    await one.saved();
    await eventually("it says so", async () => /It reads now: “operation eoke”/.test(await one.find("suggestion").innerText()));
    assert.match(await two.find("suggestion-stale").innerText(), /has changed since/);
    assert.equal(await one.find("suggestion-accept").innerText(), "Accept anyway");
    await one.find("suggestion-accept").click();
    await two.waitForText(body, "The deploy drained the pool before lunch.");
  });

  test("whoever made it withdraws it; a removal takes words out", async () => {
    await suggest(two, " before lunch", "");
    await sees(one);
    assert.equal(await two.find("suggestion-accept").count(), 0, "that would be writing");
    assert.equal(await two.find("suggestion-decline").innerText(), "Withdraw");
    await two.find("suggestion-decline").click();
    await eventually("one sees it go", async () => (await one.find("suggestion").count()) === 0);
    await suggest(two, " before lunch", "");
    await sees(one);
    await one.find("suggestion-accept").click();
    await two.waitForText(body, "The operator broke the pool.");
  });

  test("what a commenter types becomes a suggestion, and is the text once an editor accepts it", async () => {
    await two.select(body, "operator broke");
    await two.page.keyboard.type("deploy drained");
    assert.equal(await two.text(body).locator(".cm-put-in").innerText(), "deploy drained");
    assert.equal(await two.text(body).locator(".cm-taken-out").innerText(), "operator broke");
    await one.type(body, "At 11:40: ", "Home");
    await one.saved();
    assert.equal(await one.find("suggestion").count(), 0, "it is not handed over while they type");
    await two.text("title").click();
    await sees(one);
    assert.equal(await one.text(body).locator(".cm-proposed").innerText(), "deploy drained");
    assert.equal(await text(), "At 11:40: The operator broke the pool before lunch.");
    assert.equal(await two.text(body).locator(".cm-put-in").count(), 0);
    assert.equal(await two.text(body).locator(".cm-proposed").innerText(), "deploy drained");
    await one.find("suggestion-accept").click();
    for (const person of [one, two]) await person.waitForText(body, "At 11:40: The deploy drained the pool before lunch.");
  });

  test("who may write can suggest instead, words put in between stay what they are", async () => {
    await one.page.keyboard.press("Control+Alt+s");
    await one.find("suggesting").waitFor();
    await one.select(body, "pool");
    await one.page.keyboard.press("ArrowRight");
    await one.page.keyboard.type(" of workers");
    await one.page.keyboard.press("Control+z");
    await one.page.keyboard.type(" of cards");
    await one.text("title").click();
    await sees(two);
    assert.equal(await two.text(body).locator(".cm-proposed").innerText(), " of cards");
    assert.equal(await two.text(body).locator(".cm-range-suggestion").count(), 0, "nothing is taken out");
    assert.match(await two.find("suggestion").innerText(), /pool of cards/);
    await one.find("suggesting").click();
    await one.type(body, " Later: noon.", "Control+End");
    await one.saved();
    await one.find("suggestion-accept").click();
    await two.waitForText(body, "The operator broke the pool of cards before lunch. Later: noon.");
  });

  test("what is being suggested outlives a reload and a lost network", async () => {
    await two.select(body, "before lunch");
    await two.page.context().setOffline(true);
    await two.page.keyboard.type("at 11:40");
    await two.text("title").click();
    assert.equal(await two.text(body).locator(".cm-proposed").innerText(), "at 11:40", "it is shown where it was typed");
    await two.find("save-state").click();
    assert.match(await two.find("save-details").innerText(), /1 suggestion/);
    assert.equal(await one.find("suggestion").count(), 0);
    await two.page.context().setOffline(false);
    await sees(one);
    assert.equal(await one.text(body).locator(".cm-proposed").innerText(), "at 11:40");
    // In the middle of typing.
    await two.select(body, "operator");
    await two.page.keyboard.type("deploy");
    await eventually("the device has it", async () =>
      two.page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("debrief.suggestions.") && localStorage[key].includes("deploy"))));
    await two.page.reload();
    await eventually("both are there", async () => (await one.text(body).locator(".cm-proposed").count()) === 2);
    await eventually("the device has let go of it", async () =>
      two.page.evaluate(() => Object.keys(localStorage).every((key) => !key.startsWith("debrief.suggestions."))));
  });

  test("a suggestion for an empty text", async () => {
    const empty = "title";
    await one.select("title", "Checkout refused cards");
    await one.page.keyboard.press("Delete");
    await one.saved();
    await two.waitForText("title", "");
    await two.text(empty).click();
    await two.page.keyboard.type("Cards were refused");
    await two.text(body).click();
    await sees(one);
    await one.find("suggestion-accept").click();
    await two.waitForText("title", "Cards were refused");
  });
});
