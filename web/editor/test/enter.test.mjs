/** Enter where it does more than break a line: out of quotes and callouts, and between the fences of code. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { EditorSelection, EditorState } from "@codemirror/state";
import { closeFence } from "../src/fences.js";
import { command } from "../src/keys.js";
import { continueMarkup } from "../src/lists.js";
import { language } from "../src/markdown.js";
import { calls, focus, mount, remote, selection, start, text } from "./page.mjs";

let browser;
before(async () => void (browser = await start()));
after(() => browser.close());

/** A state from text in which `‸` is the caret. */
const state = (marked, more = []) =>
  EditorState.create({
    doc: marked.replace("‸", ""),
    selection: EditorSelection.cursor(marked.indexOf("‸")),
    extensions: [language, EditorState.lineSeparator.of("\n"), more],
  });

/** The text after an edit, marked in the same way; null if the edit didn't apply. */
function edited(marked, edit) {
  const from = state(marked);
  const spec = edit(from);
  if (!spec) return null;
  const transaction = from.update(spec);
  assert.ok(transaction.isUserEvent("input"));
  const doc = transaction.newDoc.toString();
  const { head } = transaction.newSelection.main;
  return `${doc.slice(0, head)}‸${doc.slice(head)}`;
}

const cases = (name, edit, table) =>
  test(name, () => table.forEach(([given, expected]) => assert.equal(edited(given, edit), expected, given)));

/** How many quotes a piece of text is in, as Markdown reads it. */
function quotesAround(doc, piece) {
  let count = 0;
  const top = language.parser.parse(doc);
  for (let node = top.resolveInner(doc.indexOf(piece) + 1, 1); node; node = node.parent) {
    if (node.name === "Blockquote") count++;
  }
  return count;
}

cases("Enter on an empty line leaves a quote, with an empty line between", continueMarkup, [
  ["> a\n> ‸", "> a\n\n‸"],
  ["> a\n>‸", "> a\n\n‸"],
  ["> a\n>‸ ", "> a\n\n‸"],
  ["> [!TIP]\n> a\n> ‸", "> [!TIP]\n> a\n\n‸"],
  ["> [!TIP]\n> ‸", "> [!TIP]\n\n‸"],
  ["> a\nstill a\n> ‸", "> a\nstill a\n\n‸"],
  ["> - a\n> ‸", "> - a\n\n‸"],
  ["- > a\n  > ‸", "- > a\n\n  ‸"],
  ["> - > a\n>   > ‸", "> - > a\n>\n>   ‸"],
]);

cases("what follows a quote that was left stays apart from what is written there", continueMarkup, [
  ["> a\n> ‸\nb", "> a\n\n‸\n\nb"],
  ["> a\n> ‸\n\nb", "> a\n\n‸\n\nb"],
  ["> a\n> ‸\n> b", "> a\n\n‸\n\n> b"],
  ["> a\n> ‸\n---", "> a\n\n‸\n\n---"],
]);

cases("nested quotes are left one by one", continueMarkup, [
  ["> > a\n> > ‸", "> > a\n>\n> ‸"],
  [">> a\n>>‸", ">> a\n>\n>‸"],
  ["> > a\n>\n> ‸", "> > a\n\n‸"],
  ["> > a\n> > ‸\n> b", "> > a\n>\n> ‸\n>\n> b"],
  ["> > a\n> > ‸\nb", "> > a\n>\n> ‸\n>\nb"],
]);

cases("without a quote above, only the mark goes", continueMarkup, [
  ["> ‸", "‸"],
  ["a\n> ‸\nb", "a\n‸\nb"],
  ["> a\n\n> ‸", "> a\n\n‸"],
  ["> a\n> > ‸", "> a\n> ‸"],
]);

cases("Enter with text goes on with the quote, in code too", continueMarkup, [
  ["> a‸", "> a\n> ‸"],
  ["> a‸b", "> a\n> ‸b"],
  ["> > a‸", "> > a\n> > ‸"],
  ["> [!NOTE]‸", "> [!NOTE]\n> ‸"],
  ["> ```\n> a‸\n> ```", "> ```\n> a\n> ‸\n> ```"],
  ["> ```\n> ‸\n> ```", "> ```\n> \n> ‸\n> ```"],
  ["> ```\n>   > a‸\n> ```", "> ```\n>   > a\n>   ‸\n> ```"],
  ["```\n> a‸\n```", null],
  ["```\n> ‸\n```", null],
]);

test("what is written after leaving is in none of the quotes that were left", () => {
  for (const [given, deep] of [
    ["> a\n> ‸", 0],
    ["> a\n> ‸\nb", 0],
    ["> a\nstill a\n> ‸", 0],
    ["> > a\n> > ‸", 1],
    ["> > a\n> > ‸\n> b", 1],
    ["- > a\n  > ‸\n- b", 0],
  ]) {
    const doc = edited(given, continueMarkup).replace("‸", "written");
    assert.equal(quotesAround(doc, "written"), deep, doc);
    assert.ok(!/written\n[^\n]*\w/.test(doc), doc);
  }
});

cases("Enter behind an opening fence closes it", closeFence, [
  ["```‸", "```\n‸\n```"],
  ["```js‸", "```js\n‸\n```"],
  ["``` sh ‸", "``` sh \n‸\n```"],
  ["```js‸  ", "```js\n‸\n```"],
  ["~~~~sql‸", "~~~~sql\n‸\n~~~~"],
  ["a\n````‸", "a\n````\n‸\n````"],
  ["```‸\n\nthe rest\n\n# of it\n", "```\n‸\n```\n\nthe rest\n\n# of it\n"],
  ["````‸\n```\nb", "````\n‸\n````\n```\nb"],
  ["```‸\n~~~\nb\n~~~", "```\n‸\n```\n~~~\nb\n~~~"],
  ["```\na\n```\n\n```‸\nb", "```\na\n```\n\n```\n‸\n```\nb"],
]);

cases("in lists and quotes the fences stand where the item or quote does", closeFence, [
  ["  ```‸", "  ```\n  ‸\n  ```"],
  ["- ```js‸", "- ```js\n  ‸\n  ```"],
  ["- a\n  ```‸\n- b", "- a\n  ```\n  ‸\n  ```\n- b"],
  ["10. ```‸", "10. ```\n    ‸\n    ```"],
  ["> ```‸\nb", "> ```\n> ‸\n> ```\nb"],
  ["> - ```‸", "> - ```\n>   ‸\n>   ```"],
  ["- > ```‸", "- > ```\n  > ‸\n  > ```"],
  ["> ```‸\n\n```\nb\n```", "> ```\n> ‸\n> ```\n\n```\nb\n```"],
]);

cases("the closing fence of a block further down is that block's", closeFence, [
  ["```‸\n\na\n\n```js\nb\n```", "```\n‸\n```\n\na\n\n```js\nb\n```"],
  ["````‸\n```js\nb\n```\n````", null],
]);

cases("a closed fence, a closing one, and what is none are left alone", closeFence, [
  ["```‸\na\n```", null],
  ["```js‸\n\na\n````", null],
  ["> ```‸\n> a\n> ```", null],
  ["- ```‸\n  a\n  ```", null],
  ["```\na\n```‸", null],
  ["```\na\n```‸\n\nb", null],
  ["```\n~~~‸\n```", null],
  ["```\n~~~‸", null],
  ["````\n```js‸\nb", null],
  ["``‸`js", null],
  ["```‸js", null],
  ["‸```", null],
  ["a ```‸", null],
  ["```a```‸", null],
  ["``‸", null],
  ["    ```‸", null],
  ["a‸", null],
]);

test("a fence far up in a long text is known to be closed or not", () => {
  const long = "a line of words\n\n".repeat(20_000);
  assert.equal(edited(`\`\`\`‸\n${long}\`\`\`\n`, closeFence), null);
  assert.ok(edited(`\`\`\`‸\n${long}`, closeFence).startsWith("```\n‸\n```\na line"));
});

test("Enter twice leaves a callout, and each Enter is one edit", async () => {
  const tab = await browser.open();
  await mount(tab, { doc: "\nafter" });
  await focus(tab, "start");
  await tab.keyboard.type("> [!TIP]");
  await tab.keyboard.press("Enter");
  await tab.keyboard.type("words");
  const told = (await calls(tab, "change")).length;
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("Enter");
  assert.equal((await calls(tab, "change")).length, told + 2);
  await tab.keyboard.type("free");
  const doc = await text(tab);
  assert.equal(doc, "> [!TIP]\n> words\n\nfree\n\nafter");
  assert.equal(await tab.evaluate(() => window.mirror), doc);
  await tab.context().close();
});

test("a fence that is typed closes with Enter in one edit, which others' edits don't disturb", async () => {
  const tab = await browser.open();
  await mount(tab, { doc: "\nthe rest" });
  await focus(tab, "start");
  await tab.keyboard.type("```sh");
  const told = (await calls(tab, "change")).length;
  await tab.keyboard.press("Enter");
  assert.deepEqual((await calls(tab, "change")).slice(told), [["change", [[5, 0, "\n\n```"]]]]);
  assert.deepEqual(await selection(tab), [6, 6]);
  await tab.keyboard.type("ls");
  await remote(tab, [0, 0, "\n"]);
  await tab.keyboard.press("Enter");
  await tab.keyboard.type("cd");
  assert.equal(await text(tab), "\n```sh\nls\ncd\n```\nthe rest");
  // Closed now, so that Enter behind it breaks the line and no more.
  await focus(tab, 6);
  await tab.keyboard.press("Enter");
  assert.equal(await text(tab), "\n```sh\n\nls\ncd\n```\nthe rest");
  // Open again, as the closing fence is gone.
  await remote(tab, ["\n```sh\n\nls\ncd".length, 4, ""]);
  await focus(tab, 6);
  await tab.keyboard.press("Enter");
  assert.equal(await text(tab), "\n```sh\n\n```\n\nls\ncd\nthe rest");
  assert.equal(await tab.evaluate(() => window.mirror), await text(tab));
  await tab.context().close();
});

test("read-only text stays as it is", async () => {
  for (const [marked, edit] of [["> a\n> ‸", continueMarkup], ["```‸", closeFence]]) {
    const locked = state(marked, EditorState.readOnly.of(true));
    assert.equal(command(edit)({ state: locked, dispatch: () => assert.fail(marked) }), false);
  }
  const tab = await browser.open();
  for (const doc of ["> a\n> ", "```"]) {
    await mount(tab, { doc, readOnly: true });
    await focus(tab, "end");
    await tab.keyboard.press("Enter");
    assert.equal(await text(tab), doc);
  }
  await tab.context().close();
});
