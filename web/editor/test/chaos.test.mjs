/** Random keys, input methods, clicks and remote edits: the editor and the shared text stay equal to the letter. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { focus, mount, start } from "./page.mjs";

const DOC =
  "# Title\n\n- [ ] *one* two\n- three 😀 four\n\n> quote **bold** `code` [a](https://b.c)\n\n```sh\nx\n```\n" +
  "| a | 😀 |\n| - | - |\n| é | שלום |\n\n> [!TIP]\n> مرحبا [@Ada](/people/0197c3a4-0000-7000-8000-000000000001)\nlast";
const STEPS = 200;
const KEYS = [
  ..."a *`#->|/@", "Enter", "Escape", "Backspace", "Delete", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Tab",
  "Shift+Tab", "Control+b", "Control+i", "Control+e", "Control+k", "Control+Enter", "Shift+ArrowLeft", "Shift+ArrowUp",
  "Control+Backspace", "Alt+ArrowUp", "Alt+ArrowDown", "Control+x", "Control+v", "Control+c",
];
const TEXTS = ["日本", "😀", "👩‍🚒", "🏳️‍🌈", "[x](https://a.b)", "é\n- y", "e\u0301\u0323", "שלום", "ا"];
const REMOTE = ["R", "\n", "**", "", "🎉", "|", "ש", "\u0301"];

let browser;
before(async () => void (browser = await start()));
after(() => browser.close());

const state = (tab) =>
  tab.evaluate(() => ({
    text: window.it.text(),
    mirror: window.mirror,
    typing: document.activeElement.classList.contains("cm-content"),
  }));

async function remoteStep(tab, text, random) {
  const edit = [random(text.length + 1), random(4), REMOTE[random(REMOTE.length)]];
  // Within the page: an input method may change the text between looking at it and editing it.
  await tab.evaluate(([at, count, inserted]) => {
    const now = window.mirror;
    const from = Math.min(at, now.length);
    const deleted = Math.min(now.length - from, count);
    const splitsPair = (place) => /[\udc00-\udfff]/.test(now[place] ?? "");
    if (splitsPair(from) || splitsPair(from + deleted)) return;
    window.mirror = window.patch(now, [[from, deleted, inserted]]);
    window.it.applyRemote([[from, deleted, inserted]]);
  }, edit);
  await tab.evaluate((at) => {
    window.it.setCarets([{ id: "a", name: "Ann", color: 1, anchor: at, head: at + 5 }]);
    window.it.setRanges([{ id: "c", from: at, to: at + 8, kind: "comment", active: false, resolved: false }]);
  }, random(text.length + 1));
}

async function localStep(tab, session, choice, random) {
  if (choice < 6) return tab.keyboard.press(KEYS[random(KEYS.length)]);
  if (choice < 7) return tab.keyboard.insertText(TEXTS[random(TEXTS.length)]);
  if (choice > 7) return tab.mouse.click(60 + random(300), 60 + random(300));
  const text = "かなに".slice(0, 1 + random(3));
  await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  return random(2) ? tab.keyboard.insertText(text) : undefined;
}

for (const seed of [2, 4, 7]) {
  test(`editor and shared text stay equal, seed ${seed}`, async () => {
    let last = seed;
    const random = (below) => (last = (last * 48271) % 2147483647) % below;
    const tab = await browser.open();
    await mount(tab, { doc: DOC });
    const session = await tab.context().newCDPSession(tab);
    for (let step = 0; step < STEPS; step++) {
      const { text, mirror, typing } = await state(tab);
      assert.equal(text, mirror, `step ${step}`);
      assert.ok(text.isWellFormed() && !text.includes("\u00a0"), `step ${step}: ${JSON.stringify(text)}`);
      if (!typing) await focus(tab);
      const choice = random(10);
      if (choice === 9) await remoteStep(tab, text, random);
      else await localStep(tab, session, choice, random);
    }
    // Chromium's own editing tries style attributes, which the policy blocks and CodeMirror redraws.
    assert.deepEqual(tab.problems.filter((problem) => !problem.startsWith("Applying inline style")), []);
    await tab.context().close();
  });
}
