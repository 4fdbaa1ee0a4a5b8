/** What is drawn, in a real browser: live preview, tasks, links, toolbar, other people, comments. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { calls, focus, lines, mount, remote, select, selection, start, text } from "./page.mjs";

let browser, tab;
before(async () => void (browser = await start()));
after(() => browser.close());
beforeEach(async () => {
  await tab?.context().close();
  tab = await browser.open();
});

const shown = async (expected) => {
  await tab.waitForFunction(
    (wanted) => JSON.stringify([...document.querySelectorAll(".cm-line")].map((line) => line.textContent)) === wanted,
    JSON.stringify(expected),
    { timeout: 3000 },
  ).catch(async () => assert.deepEqual(await lines(tab), expected));
};
const labelOf = (name) =>
  tab.evaluate((wanted) => {
    const caret = document.querySelector(`.cm-peer-caret[data-name="${wanted}"]`);
    const box = caret.getBoundingClientRect();
    const style = getComputedStyle(caret, "::after");
    return { content: style.content, opacity: Number(style.opacity), below: style.bottom !== `${box.height}px`, left: box.left, top: box.top };
  }, name);

const DOC = "# Head\n\nsome **bold** and `code` [link](https://x.y/z)\n- item\n\n> quote";

test("marks are hidden but on the caret's line", async () => {
  await mount(tab, { doc: DOC });
  const quiet = ["Head", "", "some bold and code link", "item", "", "quote"];
  await shown(quiet);
  await focus(tab, 12);
  await shown(quiet.with(2, "some **bold** and `code` [link](https://x.y/z)"));
  await focus(tab, 0);
  await shown(quiet.with(0, "# Head"));
  await tab.locator("#after").focus();
  await shown(quiet);
  assert.equal(await text(tab), DOC);
});

test("headings, code, quotes, tables and rules have their look", async () => {
  await mount(tab, { doc: "## Two\n\n```sh\nls\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n> quote\n\nhttps://a.b" });
  for (const [name, count] of Object.entries({ "cm-md-h2": 1, "cm-md-codeblock": 3, "cm-md-row": 2, "cm-md-dashes": 1, "cm-md-cell": 4, "cm-md-rule": 1, "cm-md-quote": 1, "cm-md-link": 1 })) {
    assert.equal(await tab.locator(`.${name}`).count(), count, name);
  }
  assert.deepEqual(tab.problems, []);
});

test("a click on a task's box is a local edit", async () => {
  await mount(tab, { doc: "- [ ] one\n- [x] two" });
  await tab.locator(".cm-md-task").first().click();
  await tab.locator(".cm-md-task").nth(1).click();
  assert.equal(await text(tab), "- [x] one\n- [ ] two");
  assert.equal(await tab.evaluate(() => window.mirror), "- [x] one\n- [ ] two");
  assert.equal(await tab.locator(".cm-md-task").first().isChecked(), true);
});

test("links open by Ctrl and click, without a way back, and only safe ones", async () => {
  await mount(tab, { doc: "[site](https://x.invalid/p) [bad](javascript:alert) www.y.invalid\n\nend" });
  await focus(tab, "end");
  assert.equal(await tab.locator(".cm-md-link").count(), 2);
  await tab.evaluate(() => void (window.open = (...args) => void window.calls.push(["open", ...args])));
  await tab.locator(".cm-md-link").first().click();
  await tab.locator(".cm-md-link").first().click({ modifiers: ["Control"] });
  await tab.locator(".cm-md-link").nth(1).click({ modifiers: ["Control"] });
  const opened = await calls(tab, "open");
  assert.deepEqual(opened, [
    ["open", "https://x.invalid/p", "_blank", "noopener,noreferrer"],
    ["open", "https://www.y.invalid", "_blank", "noopener,noreferrer"],
  ]);
});

test("the toolbar comes with a selection and works from the keyboard", async () => {
  await mount(tab, { doc: "\n\n\n\nsome words" });
  const bar = tab.getByRole("toolbar");
  await focus(tab, "end");
  assert.equal(await bar.isVisible(), false);
  for (let i = 0; i < 5; i++) await tab.keyboard.press("Shift+ArrowLeft");
  await bar.waitFor();
  await tab.keyboard.press("Alt+F10");
  await tab.keyboard.press("ArrowRight");
  await tab.keyboard.press("Enter");
  assert.equal(await text(tab), "\n\n\n\nsome *words*");
  await tab.locator('[aria-label="Italic"][aria-pressed="true"]').waitFor();
  await tab.keyboard.press("Escape");
  assert.deepEqual(await selection(tab), [15, 10]);
  await tab.getByRole("button", { name: "Bold" }).click();
  assert.equal(await text(tab), "\n\n\n\nsome ***words***");
  await tab.getByRole("button", { name: "Comment" }).click();
  assert.equal((await calls(tab, "comment")).length, 1);
  await tab.keyboard.press("ArrowRight");
  await bar.waitFor({ state: "hidden" });
});

test("people are shown where they are, and follow the text", async () => {
  await mount(tab, { doc: "first line\nsecond line" });
  await tab.evaluate(() =>
    window.it.setCarets([
      { id: "a", name: "Ann", color: 3, anchor: 11, head: 17 },
      { id: "b", name: 'B"ö<b>', color: 14, anchor: 2, head: 2 },
    ]),
  );
  await tab.locator(".cm-peer-caret.peer-3").waitFor();
  assert.equal(await tab.locator(".cm-peer-caret.peer-2").count(), 1);
  assert.ok((await tab.locator(".cm-peer-selection.peer-3").count()) > 0);
  assert.equal(await tab.locator(".cm-content").innerText(), "first line\nsecond line");
  const before = await labelOf("Ann");
  assert.equal(before.content, '"Ann"');
  assert.equal(before.opacity, 1);
  await remote(tab, [11, 0, "the "]);
  await tab.waitForFunction((left) => document.querySelector('[data-name="Ann"]').getBoundingClientRect().left > left + 10, before.left);
  const expected = await tab.evaluate(() => window.it.coordsAt(21).left);
  assert.ok(Math.abs((await labelOf("Ann")).left - expected) <= 2);
  await tab.evaluate(() => window.it.setCarets([]));
  await tab.locator(".cm-peer-caret").first().waitFor({ state: "detached" });
  assert.deepEqual(tab.problems, []);
});

test("a name fades, comes back when its person moves, and is never cut off at the top", async () => {
  await mount(tab, { doc: "first line\nsecond line" });
  const show = (head) =>
    tab.evaluate((at) => window.it.setCarets([{ id: "a", name: "Ann", color: 0, anchor: at, head: at }]), head);
  const opacity = (wanted) =>
    tab.waitForFunction(
      (value) => getComputedStyle(document.querySelector(".cm-peer-caret"), "::after").opacity === value,
      wanted,
      { timeout: 5000 },
    );
  await show(3);
  await tab.locator(".cm-peer-caret.cm-peer-below").waitFor();
  await opacity("0");
  await show(3);
  await opacity("0");
  await show(14);
  await opacity("1");
  await tab.locator(".cm-peer-caret:not(.cm-peer-below)").waitFor();
});

test("comment ranges are marked, follow edits and can be clicked", async () => {
  await mount(tab, { doc: "some commented words" });
  await tab.evaluate(() =>
    window.it.setRanges([
      { id: "t1", from: 5, to: 14, kind: "comment", active: true, resolved: false },
      { id: "f1", from: 15, to: 99, kind: "finding", active: false, resolved: false },
      { id: "gone", from: 4, to: 4, kind: "comment", active: false, resolved: false },
    ]),
  );
  await focus(tab, "start");
  await tab.keyboard.type("Now ");
  await remote(tab, [4, 4, "SOME"]);
  assert.equal(await tab.locator(".cm-range-comment.cm-range-active").innerText(), "commented");
  assert.equal(await tab.locator(".cm-range-finding").innerText(), "words");
  await tab.locator(".cm-range-comment").click();
  assert.deepEqual(await calls(tab, "range"), [["range", "t1"]]);
  await tab.evaluate(() => window.it.setRanges([]));
  assert.equal(await tab.locator(".cm-range").count(), 0);
});

test("coordinates are known for text that is scrolled away", async () => {
  await mount(tab, { doc: "line\n".repeat(400) });
  const far = await tab.evaluate(() => window.it.coordsAt(1990));
  assert.ok(far.top > 3000 && far.bottom > far.top, JSON.stringify(far));
  await tab.evaluate(() => window.it.scrollTo(1990));
  await tab.waitForFunction(() => Math.abs(window.it.coordsAt(1990).top - 300) < 200);
});
