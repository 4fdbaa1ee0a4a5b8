/** Text in and out, in a real browser: local edits, remote edits, input methods, clipboard, keys. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { calls, focus, mount, remote, select, selection, start, text } from "./page.mjs";

let browser, tab;
before(async () => void (browser = await start()));
after(() => browser.close());
beforeEach(async () => {
  await tab?.context().close();
  tab = await browser.open();
});

const mirror = () => tab.evaluate(() => window.mirror);
const agreed = async (expected) => {
  assert.equal(await text(tab), expected);
  assert.equal(await mirror(), expected);
};
const paste = async (content) => {
  await tab.evaluate((data) => navigator.clipboard.writeText(data), content);
  await tab.keyboard.press("Control+v");
};
const scrollTop = () => tab.evaluate(() => document.scrollingElement.scrollTop);
const composing = async () => {
  const session = await tab.context().newCDPSession(tab);
  return (typed) => session.send("Input.imeSetComposition", { text: typed, selectionStart: typed.length, selectionEnd: typed.length });
};

test("typing under the strict policy gives plain spaces and breaks no rule", async () => {
  await mount(tab, { doc: "" });
  await focus(tab, "start");
  await tab.keyboard.type("two  spaces and a trailing one ");
  await tab.keyboard.press("Enter");
  await tab.keyboard.type(" # x");
  await agreed("two  spaces and a trailing one \n # x");
  assert.ok(!(await text(tab)).includes("\u00a0"));
  assert.deepEqual(tab.problems, []);
});

test("one transaction with several changes is told as one list of old offsets", async () => {
  await mount(tab, { doc: "one\ntwo\nthree" });
  await select(tab, 0, 13);
  await tab.keyboard.press("Control+b");
  await agreed("**one**\n**two**\n**three**");
  assert.deepEqual((await calls(tab, "change")).map(([, edits]) => edits), [
    [[0, 0, "**"], [3, 0, "**"], [4, 0, "**"], [7, 0, "**"], [8, 0, "**"], [13, 0, "**"]],
  ]);
});

test("remote edits come in unreported and leave the caret at its letter", async () => {
  await mount(tab, { doc: "first\nsecond\nthird" });
  await focus(tab, 9);
  assert.equal(await remote(tab, [0, 5, "1st line, longer"], [13, 0, "> "]), true);
  assert.deepEqual(await selection(tab), [20, 20]);
  await tab.keyboard.type("X");
  await agreed("1st line, longer\nsecXond\n> third");
  assert.equal((await calls(tab, "change")).length, 1);
});

test("remote edits that don't fit are refused whole, and replaceAll mends", async () => {
  await mount(tab, { doc: "abc def" });
  await focus(tab, 6);
  assert.equal(await tab.evaluate(() => window.it.applyRemote([[0, 1, "x"], [7, 1, ""]])), false);
  assert.equal(await text(tab), "abc def");
  await tab.evaluate(() => window.it.replaceAll("abc, def"));
  assert.equal(await text(tab), "abc, def");
  assert.deepEqual(await selection(tab), [7, 7]);
  assert.deepEqual(await calls(tab, "change"), []);
});

test("remote lines above leave what is being read where it is", async () => {
  const doc = Array.from({ length: 200 }, (_, i) => `line ${i}`).join("\n");
  await mount(tab, { doc });
  await focus(tab, doc.indexOf("line 150"));
  await tab.evaluate((pos) => window.it.scrollTo(pos), doc.indexOf("line 150"));
  await tab.waitForFunction(() => document.scrollingElement.scrollTop > 1000);
  const top = () => tab.evaluate(() => window.it.coordsAt(window.it.selection()[0]).top);
  await tab.waitForFunction(() => window.it.coordsAt(window.it.selection()[0]).top > 0);
  const before = { top: await top(), scroll: await scrollTop() };
  await remote(tab, [0, 0, "new\n".repeat(30)]);
  await tab.waitForFunction((scroll) => document.scrollingElement.scrollTop > scroll + 300, before.scroll);
  await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.ok(Math.abs((await top()) - before.top) < 3, `moved from ${before.top} to ${await top()}`);
});

test("an input method's composition survives remote edits on its line", async () => {
  await mount(tab, { doc: "**bold** start  end" });
  await focus(tab, 15);
  const compose = await composing();
  await compose("に");
  await compose("にほ");
  await remote(tab, [0, 0, "Ann: "]);
  await compose("にほん");
  await remote(tab, [(await text(tab)).length, 0, " (Bob)"]);
  await compose("日本");
  await tab.keyboard.insertText("日本");
  await agreed("Ann: **bold** start 日本 end (Bob)");
  assert.deepEqual(tab.problems, []);
});

test("a composition is left alone by carets, ranges and marks around it", async () => {
  await mount(tab, { doc: "- [ ] *task* with text" });
  await focus(tab, "end");
  const compose = await composing();
  await compose("k");
  await tab.evaluate(() => {
    window.it.setCarets([{ id: "a", name: "Ann", color: 1, anchor: 6, head: 23 }]);
    window.it.setRanges([{ id: "c", from: 6, to: 12, kind: "comment", active: true, resolved: false }]);
  });
  await compose("か");
  await tab.keyboard.insertText("か");
  await agreed("- [ ] *task* with textか");
});

test("a line break that arrives inside hidden marks while the pointer is down breaks nothing", async () => {
  await mount(tab, { doc: "text [link](https://a.b) and" });
  const { x, y } = await tab.locator(".cm-content").boundingBox();
  await tab.mouse.move(x + 1, y + 12);
  await tab.mouse.down();
  assert.equal(await tab.locator(".cm-content").innerText(), "text link and");
  await remote(tab, [16, 0, "\n"]);
  await tab.mouse.up();
  await tab.keyboard.type("x");
  await agreed("xtext [link](http\ns://a.b) and");
  assert.deepEqual(tab.problems, []);
});

test("pasted Windows line ends become one unit", async () => {
  await mount(tab, { doc: "start " });
  await focus(tab, "end");
  await paste("one\r\ntwo\rthree\n");
  await agreed("start one\ntwo\nthree\n");
});

test("emoji are typed, crossed and deleted whole", async () => {
  await mount(tab, { doc: "a👩‍🚒b😀c" });
  await focus(tab, "end");
  await tab.keyboard.press("ArrowLeft");
  await tab.keyboard.press("Backspace");
  await agreed("a👩‍🚒bc");
  await tab.keyboard.insertText("🎉");
  await remote(tab, [0, 1, "😀"]);
  await tab.keyboard.type("!");
  await agreed("😀👩‍🚒b🎉!c");
});

test("undo and redo are asked for, never done here", async () => {
  await mount(tab, { doc: "" });
  await focus(tab, "start");
  await tab.keyboard.type("ab");
  for (const keys of ["Control+z", "Control+Shift+Z", "Control+y"]) await tab.keyboard.press(keys);
  await tab.evaluate(() => {
    for (const inputType of ["historyUndo", "historyRedo"]) {
      document.activeElement.dispatchEvent(new InputEvent("beforeinput", { inputType, bubbles: true, cancelable: true }));
    }
  });
  await agreed("ab");
  const asked = await tab.evaluate(() => window.calls.map(([name]) => name).filter((name) => /do$/.test(name)));
  assert.deepEqual(asked, ["undo", "redo", "redo", "undo", "redo"]);
});

test("selections are told once they rest, and not those that remote edits move", async () => {
  await mount(tab, { doc: "hello world" });
  await select(tab, 0, 5);
  await tab.waitForFunction(() => window.calls.some((call) => call.join() === "selection,0,5,true"));
  await remote(tab, [0, 0, ">> "]);
  await tab.locator("#after").focus();
  await tab.waitForFunction(() => window.calls.at(-1).join() === "selection,3,8,false");
});

test("a line stays one paragraph, and Enter and arrows travel", async () => {
  await mount(tab, { doc: "Title", mode: "line" });
  await focus(tab, "end");
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("Shift+Enter");
  await paste(" pasted\r\n  lines\n\n");
  await agreed("Titlepasted lines");
  await tab.keyboard.insertText("\nx");
  await agreed("Titlepasted lines x");
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("ArrowUp");
  assert.equal((await calls(tab, "enter")).length, 2);
  assert.deepEqual((await calls(tab, "leave")).map(([, direction]) => direction), ["down", "up"]);
  assert.equal(await tab.locator(".cm-content").getAttribute("aria-multiline"), "false");
});

test("arrows leave by the outer lines as wrapped, and stay if there is nowhere to go", async () => {
  await mount(tab, { doc: "wrapped ".repeat(40), leaves: false });
  await focus(tab, "start");
  await tab.keyboard.press("ArrowDown");
  assert.deepEqual(await calls(tab, "leave"), []);
  await tab.keyboard.press("ArrowUp");
  await tab.keyboard.press("ArrowUp");
  assert.equal((await calls(tab, "leave")).length, 1);
  assert.deepEqual(await selection(tab), [0, 0]);
});

test("Tab moves list items and otherwise leaves the editor", async () => {
  await mount(tab, { doc: "- one\n- two\n\ntext" });
  await focus(tab, 11);
  await tab.keyboard.press("Tab");
  await agreed("- one\n  - two\n\ntext");
  await tab.keyboard.press("Shift+Tab");
  await agreed("- one\n- two\n\ntext");
  await focus(tab, "end");
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "after");
  await agreed("- one\n- two\n\ntext");
});

test("a read-only text can be selected and commented, not changed", async () => {
  await mount(tab, { doc: "- [ ] task", readOnly: true });
  await select(tab, 6, 10);
  await tab.keyboard.type("gone");
  await tab.keyboard.press("Backspace");
  await tab.keyboard.press("Control+b");
  await tab.keyboard.press("Control+Enter");
  await tab.keyboard.press("Control+Alt+m");
  await tab.locator(".cm-md-task").click();
  assert.equal(await remote(tab, [10, 0, "!"]), true);
  await agreed("- [ ] task!");
  assert.equal((await calls(tab, "comment")).length, 1);
  assert.deepEqual(await calls(tab, "change"), []);
  await tab.evaluate(() => window.it.setReadOnly(false));
  await focus(tab, "end");
  await tab.keyboard.type("?");
  await agreed("- [ ] task!?");
});

test("after destroy nothing is left and nothing is called", async () => {
  await mount(tab, { doc: "text" });
  await focus(tab, "end");
  await tab.keyboard.type("x");
  const count = await tab.evaluate(async () => {
    window.it.destroy();
    const before = window.calls.length;
    await new Promise((done) => setTimeout(done, 150));
    return window.calls.length - before;
  });
  assert.equal(count, 0);
  assert.equal(await tab.locator("#place > *").count(), 0);
  assert.deepEqual(tab.problems, []);
});

test("copying and saving work without inline scripts or styles", async () => {
  await tab.evaluate(() => window.editor.copyText("copied é"));
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), "copied é");
  const [file] = await Promise.all([
    tab.waitForEvent("download"),
    tab.evaluate(() => window.editor.download("report.md", "text/markdown", "# Report")),
  ]);
  assert.equal(file.suggestedFilename(), "report.md");
  assert.deepEqual(tab.problems, []);
});
