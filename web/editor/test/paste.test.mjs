/** What other programs put on the clipboard comes in as clean Markdown. The files in `clipboard/` are as those programs write them. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, test } from "node:test";
import { focus, mount, select, start, text } from "./page.mjs";

let browser, tab;
before(async () => void (browser = await start()));
after(() => browser.close());
beforeEach(async () => {
  await tab?.context().close();
  tab = await browser.open();
});

const sample = (name) => readFile(new URL(`./clipboard/${name}`, import.meta.url), "utf8");

/** A paste event as the browser sends it; the types are what the clipboard holds. */
const paste = (types) =>
  tab.evaluate((held) => {
    const data = new DataTransfer();
    for (const [type, value] of Object.entries(held)) data.setData(type, value);
    const target = document.querySelector(".cm-content");
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, types);

for (const source of ["google-docs", "slack", "word", "web-page"]) {
  test(`${source} comes in as Markdown`, async () => {
    await mount(tab, { doc: "" });
    await focus(tab, "start");
    await paste({ "text/html": (await sample(`${source}.html`)).replace(/\n/g, "\r\n"), "text/plain": "plain" });
    assert.equal(await text(tab), (await sample(`${source}.md`)).trim());
    assert.equal(await tab.evaluate(() => window.mirror), await text(tab));
    assert.deepEqual(tab.problems, []);
  });
}

test("plain text stays plain: without HTML, from an editor of code, into code, past the limit", async () => {
  await mount(tab, { doc: "a\n\n```\n\n```" });
  await focus(tab, 1);
  await paste({ "text/plain": " **x**\r\ny" });
  await paste({ "text/html": "<b>x</b>", "text/plain": "z", "vscode-editor-data": "{}" });
  await paste({ "text/html": `<b>${"x".repeat(2_000_000)}</b>`, "text/plain": "w" });
  assert.equal(await text(tab), "a **x**\nyzw\n\n```\n\n```");
  await focus(tab, (await text(tab)).length - 4);
  await paste({ "text/html": "<b>c</b>", "text/plain": "c" });
  assert.equal(await text(tab), "a **x**\nyzw\n\n```\nc\n```");
});

test("a paragraph goes in at the caret, blocks get lines of their own, an address makes a link of words", async () => {
  await mount(tab, { doc: "one two" });
  await focus(tab, 4);
  await paste({ "text/html": "<span>very <i>new</i></span>", "text/plain": "very new" });
  assert.equal(await text(tab), "one very *new*two");
  await paste({ "text/html": "<ul><li>a</li><li>b</li></ul>", "text/plain": "a b" });
  assert.equal(await text(tab), "one very *new*\n\n- a\n- b\n\ntwo");
  await select(tab, 0, 3);
  await paste({ "text/html": "<a href='https://a.b/c'>https://a.b/c</a>", "text/plain": "https://a.b/c" });
  assert.equal(await text(tab), "[one](https://a.b/c) very *new*\n\n- a\n- b\n\ntwo");
});

test("deep and broken HTML is survived", async () => {
  await mount(tab, { doc: "" });
  await focus(tab, "start");
  await paste({ "text/html": "<ul><li>".repeat(5_000) + "x", "text/plain": "x" });
  assert.match(await text(tab), /x/);
  await mount(tab, { doc: "" });
  await focus(tab, "start");
  await paste({ "text/html": "<b><i><a href='https://a.b'>x<p>y</b></i></a><td>z", "text/plain": "x" });
  assert.match(await text(tab), /x[^]*y[^]*z/);
  assert.deepEqual(tab.problems, []);
});
