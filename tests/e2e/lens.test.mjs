/** The lens on the page: remarks for whoever writes, on their own device; words are put otherwise for everybody. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const TOLD = "The on-call engineer should have checked the dashboard. Error rates rose at 11:40.";

describe("lens", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body, sent;

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
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { workspace_role: "commenter" });
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
    sent = [];
    one.page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    one.page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
    await Promise.all([one.open(id), two.open(id)]);
    await one.type(body, TOLD);
    await two.waitForText(body, TOLD);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  const marks = (person) => person.text(body).locator(".cm-range-finding");
  const remarked = () => eventually("the words are underlined", async () => /should have/.test((await marks(one).allInnerTexts()).join(" ")));

  test("whoever writes sees a remark, puts it otherwise, and everybody has the new words", async () => {
    await remarked();
    assert.equal(await marks(two).count(), 0, "whoever only comments sees none");
    await marks(one).first().click();
    const card = one.find("lens-card");
    await card.waitFor();
    assert.equal(await card.getAttribute("data-rule"), "L1");
    assert.match(await card.innerText(), /Only you see this/);
    assert.deepEqual(await findings(one.page), []);
    // The caret stays where it was put: what is typed is in the text. The card is told of, gone into by key, and closed from there and from here.
    assert.match(await one.find("lens-said").innerText(), /A remark/);
    const inText = () => one.page.evaluate(() => document.activeElement.matches(".cm-content"));
    assert.ok(await inText(), "the text has the keyboard");
    await one.page.keyboard.press("End");
    await one.page.keyboard.type(" Then");
    await two.waitForText(body, `${TOLD} Then`);
    await one.page.keyboard.press("Alt+Enter");
    await eventually("the card has the keyboard", () => card.evaluate((element) => element === document.activeElement));
    await one.page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    await eventually("the text has it again", inText);
    await marks(one).first().click();
    await card.waitFor();
    await one.page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    assert.ok(await inText());
    await marks(one).first().click();
    await card.waitFor();
    const before = await one.text(body).innerText();
    await one.find("lens-rewrite").first().click();
    await eventually("the text is another one", async () => (await one.text(body).innerText()) !== before);
    const now = section(await (await one.saved(), server.view(ada, id)), "prose").body;
    assert.doesNotMatch(now, /should have checked/);
    await two.waitForText(body, now);
    await eventually("nothing is remarked on any more", async () => (await marks(one).count()) === 0);
  });

  test("a remark is reached by key, dismissed here, and stays away after a reload", async () => {
    await remarked();
    await one.page.keyboard.press("Alt+Enter");
    await one.find("lens-card").waitFor();
    await one.find("lens-here").click();
    await eventually("it is gone", async () => (await marks(one).count()) === 0);
    await one.page.reload();
    await one.waitForText(body, TOLD);
    await one.focus(body);
    await one.page.keyboard.press("End");
    await one.page.keyboard.type(" Bob forgot it.");
    // What is new is remarked on: the lens has looked.
    await eventually("only the new words are underlined", async () => {
      const words = (await marks(one).allInnerTexts()).join(" ");
      return words !== "" && !/should have/.test(words);
    });
  });

  test("whoever writes a comment is helped with its tone, and nobody else hears of it", async () => {
    two.page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    await two.select(body, "Error rates");
    await two.page.keyboard.press("Control+Alt+m");
    await two.find("comment-input").fill("You should have looked at the dashboard, @Ada.");
    const tone = two.find("comment-tone");
    await tone.waitFor();
    assert.match(await tone.innerText(), /Only you see this/);
    assert.deepEqual(await findings(two.page), []);
    await two.find("tone-rewrite").click();
    assert.doesNotMatch(await two.find("comment-input").inputValue(), /should have/);
    await two.find("comment-input").fill("When did the dashboard show it?");
    await eventually("there is nothing to remark on", async () => (await tone.count()) === 0);
    assert.deepEqual(sent.filter((text) => /should have looked/.test(text)), []);
  });

  test("nothing of it is sent anywhere", async () => {
    await remarked();
    await marks(one).first().click();
    await one.find("lens-rule").click();
    await eventually("it is gone", async () => (await marks(one).count()) === 0);
    await one.saved();
    assert.ok(sent.length > 0, "requests are noted");
    assert.deepEqual(sent.filter((text) => /lens|counterfactual|\bL1\b/i.test(text)), []);
  });
});
