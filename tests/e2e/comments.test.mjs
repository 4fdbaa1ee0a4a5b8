/** Comments in the page: live for both, anchored in text that goes on changing. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("comments", { timeout: SUITE_DEADLINE }, () => {
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
    await one.type(body, "The pool ran dry before lunch.");
    await two.waitForText(body, "The pool ran dry before lunch.");
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  /** Comments on words in a text. */
  async function comment(person, path, words, said) {
    await person.select(path, words);
    await person.text(path).getByRole("button", { name: "Comment" }).click();
    await person.find("comment-draft").getByTestId("comment-input").fill(said);
    await person.find("comment-draft").getByTestId("comment-send").click();
    await eventually("the comment is sent", async () => (await person.find("thread").count()) > 0);
  }

  /** The words that are marked as commented on in a text. */
  async function marked(person, path) {
    const marks = person.text(path).locator("[class*=comment]");
    return (await marks.allTextContents()).join("");
  }

  test("a comment on a selection shows live, is answered, settled and reopened", async () => {
    await comment(one, body, "ran dry", "How do we know?");
    const [mine, hers] = [one.find("thread"), two.find("thread")];
    await eventually("two sees it", async () => (await hers.count()) === 1);
    assert.match(await hers.innerText(), /ran dry[\s\S]*Ada Admin[\s\S]*How do we know\?/);
    await eventually("both see the words marked", async () => (await marked(one, body)) === "ran dry" && (await marked(two, body)) === "ran dry");

    await two.find("thread-reply").click();
    await hers.getByTestId("comment-input").fill("From the graph.");
    await hers.getByTestId("comment-send").click();
    await eventually("one sees the answer", async () => (await mine.getByTestId("comment").count()) === 2);
    assert.match(await mine.innerText(), /Grace Member[\s\S]*From the graph\./);

    await one.find("thread-resolve").click();
    await eventually("two no longer sees it among the open ones", async () => (await hers.count()) === 0);
    await two.find("comments-resolved").click();
    assert.match(await hers.innerText(), /Resolved by Ada Admin/);
    await two.find("thread-resolve").click();
    await eventually("one sees it open again", async () => (await mine.getAttribute("data-resolved")) === "false");
    const { threads } = await server.api(ada, "GET", `/postmortems/${id}/comments`);
    assert.deepEqual([threads.length, threads[0].comments.length, threads[0].resolved_at], [1, 2, null]);
  });

  test("the anchor follows edits of both, and a reload", async () => {
    await comment(one, body, "ran dry", "Sure?");
    await eventually("two sees it", async () => (await two.find("thread").count()) === 1);
    await two.type(body, "First of all: ", "Home");
    await one.type(body, " Or after.", "End");
    await one.waitForText(body, "First of all: The pool ran dry before lunch. Or after.");
    for (const person of [one, two]) {
      await eventually("the same words are marked", async () => (await marked(person, body)) === "ran dry");
    }
    await two.page.reload();
    await two.saved();
    await eventually("the same words are marked after a reload", async () => (await marked(two, body)) === "ran dry");
  });

  test("when its text is deleted the thread stays with its quote", async () => {
    await comment(one, body, "ran dry", "Keep this thought.");
    await eventually("two sees it", async () => (await two.find("thread").count()) === 1);
    await two.select(body, "The pool ran dry before lunch.");
    await two.page.keyboard.press("Delete");
    await one.waitForText(body, "");
    for (const person of [one, two]) {
      const thread = person.find("thread");
      await eventually("it says that its text is gone", async () => /is gone/.test(await thread.innerText()));
      assert.match(await thread.innerText(), /ran dry[\s\S]*Keep this thought\./);
    }
  });

  test("a comment can be made by keyboard alone", async () => {
    await one.select(body, "lunch");
    await one.page.keyboard.press("Control+Alt+m");
    await one.find("comment-draft").waitFor();
    await eventually("the composer has the keyboard", () => one.page.evaluate(() => document.activeElement?.dataset.testid === "comment-input"));
    await one.page.keyboard.type("Whose lunch?");
    await one.page.keyboard.press("Control+Enter");
    await eventually("two sees it", async () => /Whose lunch\?/.test(await two.find("thread").innerText()));
  });
});
