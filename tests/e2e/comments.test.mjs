/** Comments in the page: live for both, anchored in text that goes on changing. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
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

    await two.page.setViewportSize({ width: 390, height: 844 });
    await mine.getByTestId("thread-reply").click();
    await mine.getByTestId("comment-input").fill("Which one?");
    await mine.getByTestId("comment-send").click();
    await eventually("a dot says that it is new, and leaves the number to be read", () =>
      two.find("toggle-comments").evaluate((button) => {
        const [dot, frame] = [getComputedStyle(button, "::after"), button.getBoundingClientRect()];
        const count = button.querySelector(".comments-count").getBoundingClientRect();
        return dot.content !== "none" && frame.top + Number.parseFloat(dot.top) >= count.bottom;
      }),
    );
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

  test("a comment is reacted to, edited and removed, live for both", async () => {
    await comment(one, body, "ran dry", "How do we now?");
    const [mine, hers] = [one.find("thread"), two.find("thread")];
    await eventually("two sees it", async () => (await hers.count()) === 1);
    await two.find("thread-reply").click();
    await hers.getByTestId("comment-input").fill("From the graph.");
    await hers.getByTestId("comment-send").click();
    await eventually("one sees the answer", async () => (await mine.getByTestId("comment").count()) === 2);
    const [first, answer] = [0, 1].map((at) => mine.getByTestId("comment").nth(at));

    const react = hers.getByTestId("comment").first().getByRole("button", { name: "React to this comment" });
    await react.focus();
    await two.page.keyboard.press("Enter");
    await two.page.keyboard.press("ArrowDown");
    await two.page.keyboard.press("Enter");
    const heart = first.getByRole("button", { name: "Heart: Grace Member" });
    await heart.waitFor();
    await heart.click();
    await hers.getByRole("button", { name: "Heart: Grace Member, Ada Admin" }).waitFor();
    await heart.or(first.getByRole("button", { name: /^Heart/ })).click();
    await hers.getByRole("button", { name: "Heart: Grace Member", exact: true }).waitFor();

    await hers.getByTestId("comment").first().getByRole("button", { name: "More about this comment" }).click();
    assert.deepEqual(await two.page.getByRole("menuitem").allInnerTexts(), ["Copy link"], "only the own one is theirs to change");
    await two.page.keyboard.press("Escape");
    await first.getByRole("button", { name: "More about this comment" }).click();
    await one.page.getByRole("menuitem", { name: "Edit" }).click();
    const field = first.getByTestId("comment-input");
    assert.equal(await field.inputValue(), "How do we now?");
    await field.fill("How do we know?");
    await one.page.keyboard.press("Control+Enter");
    await eventually("two reads the other words", async () => /How do we know\?/.test(await hers.innerText()));
    assert.match(await hers.getByText("edited").getAttribute("title"), /^Edited \d{4}-\d\d-\d\d/);

    await first.getByRole("button", { name: "More about this comment" }).click();
    await one.page.getByRole("menuitem", { name: "Remove this comment" }).click();
    await one.page.getByRole("menuitem", { name: "Remove for good" }).click();
    await hers.getByText("This comment was removed.").waitFor();
    await answer.getByText("From the graph.").waitFor();
    await hers.getByRole("button", { name: "More about this comment" }).click();
    await two.page.getByRole("menuitem", { name: "Remove this comment" }).click();
    await two.page.getByRole("menuitem", { name: "Remove for good" }).click();
    await eventually("nothing is left of the thread", async () => (await mine.count()) === 0);
  });

  test("comments hang on an entry, a mitigation, a section and the whole, through edits, removal and return", async () => {
    await one.addEntry("14:05 Paged");
    await one.addIdea("Watch the queue");
    await eventually("two has both", async () => (await two.find("timeline-entry").count()) === 1 && (await two.find("mitigation").count()) === 1);
    const send = async (person, said) => {
      await person.find("comment-draft").getByTestId("comment-input").fill(said);
      await person.find("comment-draft").getByTestId("comment-send").click();
      await person.find("comment-draft").waitFor({ state: "detached" });
    };
    // By its button, by its menu, by key, and from the panel.
    await one.find("timeline-entry").getByTestId("place-comments").click();
    await send(one, "Who was paged?");
    await one.find("mitigation").getByRole("button", { name: "More for this mitigation" }).click();
    await one.page.getByRole("menuitem", { name: "Comment" }).click();
    await send(one, "How would we see it?");
    await one.focus(body);
    await one.page.keyboard.press("Control+Alt+m");
    await send(one, "Say more here.");
    await one.find("comment-whole").click();
    await send(one, "A good start.");

    const abouts = () => two.page.locator(".thread .thread-quote").allInnerTexts();
    const heading = (await server.view(ada, id)).sections.find((known) => body.includes(known.id)).heading;
    const all = ["The whole postmortem", `Section: ${heading}`, "Timeline entry: Paged", "Mitigation: Watch the queue"];
    await eventually("two sees all of them", async () => (await abouts()).toSorted().join() === all.toSorted().join());
    assert.equal((await abouts())[0], all[0], "in the order of the page");
    const entry = two.find("timeline-entry").getByTestId("place-comments");
    assert.equal(await entry.getAttribute("aria-label"), "1 comment thread on this entry");
    await entry.click();
    await eventually("its thread is chosen", async () => /is-active/.test(await two.find("thread").filter({ hasText: "Who was paged?" }).getAttribute("class")));

    const entryPath = `timeline/${(await server.view(ada, id)).timeline[0].id}/text`;
    await two.type(entryPath, " the on-call");
    await eventually("it says what the entry reads now", async () => (await abouts()).includes("Timeline entry: Paged the on-call"));
    await two.find("timeline-entry").getByRole("button", { name: "More for this entry" }).click();
    await two.page.getByRole("menuitem", { name: "Remove entry" }).click();
    const orphan = one.find("thread").filter({ hasText: "Who was paged?" });
    await orphan.getByText("What it was about is gone.").waitFor();
    assert.match(await orphan.innerText(), /Timeline entry: Paged/, "it keeps what it was about");
    await two.page.getByRole("button", { name: "Undo" }).last().click();
    await orphan.getByText("What it was about is gone.").waitFor({ state: "detached" });
  });

  test("a mention offers readers, shows as a name, and stays through an edit", async () => {
    await one.find("comment-whole").click();
    const field = one.find("comment-draft").getByTestId("comment-input");
    await field.pressSequentially("Ask @gr");
    await one.find("mention-option").getByText("Grace Member").waitFor();
    assert.deepEqual(await findings(one.page), []);
    await one.page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), "Ask @Grace Member ");
    await one.page.keyboard.type("<b>or</b> see https://example.com/a?b=1.");
    await one.page.keyboard.press("Shift+Enter");
    await one.page.keyboard.type("Thanks");
    await one.page.keyboard.press("Control+Enter");
    const said = two.find("comment").locator(".comment-body");
    await eventually("two reads it", async () => (await said.count()) === 1);
    assert.equal(await said.innerText(), "Ask @Grace Member <b>or</b> see https://example.com/a?b=1.\nThanks");
    assert.equal(await said.locator(".comment-mention.is-me").innerText(), "@Grace Member");
    assert.equal(await said.locator("b").count(), 0);
    const link = said.getByRole("link");
    assert.deepEqual([await link.getAttribute("href"), await link.getAttribute("target")], ["https://example.com/a?b=1", "_blank"]);

    await one.find("comment").hover();
    await one.find("comment").getByRole("button", { name: "More about this comment" }).click();
    await one.page.getByRole("menuitem", { name: "Edit" }).click();
    const again = one.find("comment").getByTestId("comment-input");
    assert.match(await again.inputValue(), /^Ask @Grace Member <b>/);
    await again.fill("Only @Grace Member, then");
    await one.page.keyboard.press("Control+Enter");
    await eventually("two is still meant", async () => (await said.locator(".comment-mention.is-me").count()) === 1 && (await said.innerText()) === "Only @Grace Member, then");
  });

  test("a selection of spaces says why there is no comment on it", async () => {
    await one.type(body, "   ", "End");
    await one.page.keyboard.press("Shift+ArrowLeft");
    await one.page.keyboard.press("Shift+ArrowLeft");
    await one.page.keyboard.press("Control+Alt+m");
    await one.page.getByText("There are only spaces in the selection.").waitFor();
    assert.equal(await one.find("comment-draft").count(), 0);
  });

  test("a comment is written beside its words, which stay marked meanwhile", async () => {
    await one.page.setViewportSize({ width: 1440, height: 900 });
    await comment(one, body, "The pool", "Which one?");
    await one.type(body, `\n\n${"A quiet line.\n\n".repeat(20)}The last words.`, "End");
    await one.select(body, "last words");
    await one.page.keyboard.press("Control+Alt+m");
    const draft = one.find("comment-draft");
    await eventually("the words stay marked", async () => (await one.text(body).locator("[data-range='00000000-0000-0000-0000-000000000000']").allTextContents()).join("") === "last words");
    const top = async (found) => (await found.boundingBox()).y;
    await eventually("the card stands beside them", async () => Math.abs((await top(draft)) - (await top(one.text(body).getByText("last words")))) < 40);
    assert.match(await one.find("comments-open").innerText(), /^Open\s*1$/, "what is not sent does not count");
    await draft.getByTestId("comment-input").fill("Set `max = 20`, **not** <i>10</i>");
    await draft.getByTestId("comment-send").click();
    const said = two.find("comment").filter({ hasText: "max = 20" }).locator(".comment-body");
    await said.waitFor();
    assert.deepEqual([await said.locator("code").innerText(), await said.locator("strong").innerText(), await said.innerText()], ["max = 20", "not", "Set max = 20, not <i>10</i>"]);
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
