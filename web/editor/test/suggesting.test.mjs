/** Suggest mode: what is typed stays apart from the shared text, whatever others write at the same moment. */
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { calls, focus, mount, remote, selection, start, text } from "./page.mjs";

const DOC = "The operator broke it.\n\nThen the pool 😀 was empty.";

describe("suggesting", () => {
  let browser, tab;
  before(async () => void (browser = await start()));
  after(() => browser.close());
  beforeEach(async () => {
    tab = await browser.open();
    await tab.evaluate(() => void (window.heard = []));
    await open();
  });
  afterEach(async () => {
    assert.deepEqual(tab.problems.filter((problem) => !problem.startsWith("Applying inline style")), []);
    await tab.context().close();
  });

  const open = async (doc = DOC) => {
    await mount(tab, { doc });
    await tab.evaluate(() => window.it.setSuggesting(true));
    await focus(tab);
  };
  const select = (from, to = from) => tab.evaluate((ends) => window.it.select(...ends), [from, to]);
  const suggested = () => tab.evaluate(() => window.it.suggested());
  const shown = () => tab.evaluate(() => window.it.shown());

  test("typing is shown and stays out of the shared text", async () => {
    await select(4, 18);
    await tab.keyboard.type("deploy drained");
    assert.deepEqual(await suggested(), [[4, 14, "deploy drained"]]);
    assert.equal(await text(tab), DOC);
    assert.equal(await shown(), DOC.replace("operator broke", "deploy drained"));
    assert.deepEqual(await calls(tab, "change"), []);
    assert.equal(await tab.locator(".cm-taken-out").innerText(), "operator broke");
    assert.equal(await tab.locator(".cm-put-in").innerText(), "deploy drained");
  });

  test("changes of a line are one suggestion, of two lines two", async () => {
    await select(4, 12);
    await tab.keyboard.press("Control+b");
    assert.deepEqual(await suggested(), [[4, 8, "**operator**"]]);
    await select(DOC.length);
    await tab.keyboard.type("!");
    assert.deepEqual(await suggested(), [[4, 8, "**operator**"], [DOC.length, 0, "!"]]);
  });

  test("others write on in and around it; offsets count in the shared text", async () => {
    await select(4, 12);
    await tab.keyboard.type("deploy");
    await remote(tab, [0, 0, "14:05 "]);
    await remote(tab, [DOC.length + 6, 0, " Again."]);
    assert.equal(await text(tab), `14:05 ${DOC} Again.`);
    assert.deepEqual(await suggested(), [[10, 8, "deploy"]]);
    assert.deepEqual(await selection(tab), [18, 18], "behind what is taken out");
    assert.equal(await shown(), `14:05 The deploy broke it.${DOC.slice(22)} Again.`);
    // Within what is taken out here.
    await remote(tab, [12, 3, "XX"]);
    assert.equal(await text(tab), `14:05 The opXXtor broke it.${DOC.slice(22)} Again.`);
    assert.equal(await tab.evaluate(() => window.patch(window.it.text(), window.it.suggested()) === window.it.shown()), true);
  });

  test("undo and redo go by what was suggested, then by the shared text", async () => {
    await select(3);
    await tab.keyboard.type(" one");
    await remote(tab, [0, 0, "A "]);
    await tab.keyboard.press("Control+z");
    assert.deepEqual(await suggested(), []);
    assert.equal(await shown(), `A ${DOC}`);
    await tab.keyboard.press("Control+Shift+Z");
    assert.deepEqual(await suggested(), [[5, 0, " one"]]);
    await tab.keyboard.press("Control+z");
    await tab.keyboard.press("Control+z");
    assert.equal((await calls(tab, "undo")).length, 1);
  });

  test("leaving the line or the text is told, writing on in it is not", async () => {
    await mount(tab, { doc: DOC });
    await tab.evaluate(() => window.it.setSuggesting(true));
    await tab.evaluate(() => {
      const it = window.it;
      window.told = 0;
      window.it.destroy();
      const nonce = document.querySelector("meta[name=csp-nonce]").getAttribute("content");
      window.it = window.editor.createEditor(document.querySelector("#place"), {
        nonce, ariaLabel: "Text", doc: it.text(), onSuggested: () => void window.told++,
      });
      window.it.setSuggesting(true);
    });
    await focus(tab);
    await select(3);
    await tab.keyboard.type(" now");
    await tab.keyboard.press("ArrowLeft");
    assert.equal(await tab.evaluate(() => window.told), 0);
    await tab.keyboard.press("Control+End");
    assert.equal(await tab.evaluate(() => window.told), 1);
    await tab.evaluate(() => window.it.settle());
    assert.equal(await tab.evaluate(() => window.it.shown()), DOC);
    await tab.keyboard.type("!");
    await tab.locator("#after").focus();
    await tab.waitForFunction(() => window.told === 2);
  });

  test("half of a pair is no suggestion: the whole character is", async () => {
    await mount(tab, { doc: "a 😀 b" });
    await tab.evaluate(() => window.it.setSuggesting(true));
    await focus(tab);
    await select(2, 4);
    await tab.keyboard.insertText("😅");
    assert.deepEqual(await suggested(), [[2, 2, "😅"]]);
  });

  test("an input method writes a suggestion", async () => {
    const session = await tab.context().newCDPSession(tab);
    await select(DOC.length);
    for (const part of ["に", "にほ", "にほん"]) {
      await session.send("Input.imeSetComposition", { text: part, selectionStart: part.length, selectionEnd: part.length });
    }
    await remote(tab, [0, 0, "R"]);
    await session.send("Input.insertText", { text: "日本" });
    assert.deepEqual(await suggested(), [[DOC.length + 1, 0, "日本"]]);
    assert.equal(await text(tab), `R${DOC}`);
  });

  for (const seed of [3, 5, 9]) {
    test(`shared text and suggestions give what is shown, seed ${seed}`, async () => {
      let last = seed;
      const random = (below) => (last = (last * 48271) % 2147483647) % below;
      const words = ["x", "日本", "😀", "\n", " ", "é"];
      for (let step = 0; step < 250; step++) {
        const length = (await text(tab)).length;
        const kind = random(8);
        if (kind < 3) await tab.keyboard.insertText(words[random(words.length)]);
        else if (kind === 3) await tab.keyboard.press(["Backspace", "Delete", "Control+b", "Control+z", "Enter"][random(5)]);
        else if (kind < 6) await select(random(length + 1), random(length + 1));
        else if (random(12) === 0) await tab.evaluate(() => window.it.settle());
        else {
          const [at, count, insert] = [random(length + 1), random(4), ["R", "", "\n", "🎉"][random(4)]];
          const splits = await tab.evaluate(([from, to]) => [from, to].some((place) => /[\udc00-\udfff]/.test(window.mirror[place] ?? "")), [at, Math.min(length, at + count)]);
          if (!splits) await remote(tab, [at, Math.min(count, length - at), insert]);
        }
        const now = await tab.evaluate(() => ({
          shared: window.it.text(), mirror: window.mirror, shown: window.it.shown(), patched: window.patch(window.it.text(), window.it.suggested()),
        }));
        assert.equal(now.shared, now.mirror, `step ${step}`);
        assert.equal(now.patched, now.shown, `step ${step}`);
      }
      await tab.evaluate(() => window.it.settle());
      assert.equal(await shown(), await text(tab));
    });
  }
});
