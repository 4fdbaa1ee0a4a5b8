/** Tables, callouts, code and right-to-left lines, in a real browser. */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { focus, mount, remote, selection, start, text } from "./page.mjs";

let browser, tab;
before(async () => void (browser = await start()));
after(() => browser.close());
beforeEach(async () => {
  await tab?.context().close();
  tab = await browser.open();
});

const TABLE = "| a | b |\n| --- | --- |\n| one | two |\n| x | |";
const selected = async () => {
  const [from, to] = await selection(tab);
  return (await text(tab)).slice(from, to);
};
const agreed = async (expected) => {
  assert.equal(await text(tab), expected);
  assert.equal(await tab.evaluate(() => window.mirror), expected);
};

test("Tab goes from cell to cell and makes a row at the end; Shift-Tab goes back", async () => {
  await mount(tab, { doc: TABLE });
  await focus(tab, 2);
  for (const expected of ["b", "one", "two", "x", ""]) {
    await tab.keyboard.press("Tab");
    assert.equal(await selected(), expected);
  }
  await tab.keyboard.press("Shift+Tab");
  assert.equal(await selected(), "x");
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Tab");
  await tab.keyboard.type("new");
  await tab.keyboard.press("Tab");
  await tab.keyboard.type("row");
  await agreed(`${TABLE}\n| new | row |`);
});

test("Enter goes down, makes a row, and leaves from an empty one", async () => {
  await mount(tab, { doc: TABLE });
  await focus(tab, 6);
  await tab.keyboard.press("Enter");
  assert.equal(await selected(), "two");
  await tab.keyboard.press("Enter");
  await tab.keyboard.type("y");
  await tab.keyboard.press("Enter");
  await agreed("| a | b |\n| --- | --- |\n| one | two |\n| x | y|\n|  |  |");
  await tab.keyboard.press("Enter");
  await tab.keyboard.type("after");
  await agreed("| a | b |\n| --- | --- |\n| one | two |\n| x | y|\n\nafter");
});

test("cells of a column stand below each other, whatever they hold, with the caret in them or not", async () => {
  await mount(tab, { doc: "| Time | What |\n|---|---|\n| 1 | **bold** and `a\\|b` and [@Ada](/people/0197c3a4-0000-7000-8000-000000000001) |\n||x|\n| only |" });
  const edges = () =>
    tab.evaluate(() => [...document.querySelectorAll(".cm-md-row")].map((row) => [...row.querySelectorAll(":scope > .cm-md-cell")].map((cell) => Math.round(cell.getBoundingClientRect().left))));
  const aligned = async () => {
    const [head, ...rows] = await edges();
    assert.equal(head.length, 2);
    for (const row of rows) {
      assert.equal(row.length, 2);
      row.forEach((left, at) => assert.ok(Math.abs(left - head[at]) <= 2, `${row} below ${head}`));
    }
  };
  await aligned();
  await focus(tab, (await text(tab)).indexOf("bold"));
  await aligned();
  assert.deepEqual(tab.problems, []);
});

test("typing in a cell while somebody writes in another one", async () => {
  await mount(tab, { doc: TABLE });
  await focus(tab, TABLE.indexOf("one") + 3);
  await tab.keyboard.type(" more ");
  await remote(tab, [2, 1, "Head"], [TABLE.indexOf("two") + 6, 0, "?"]);
  await tab.keyboard.type("words");
  await agreed("| Head | b |\n| --- | --- |\n| one more words | ?two |\n| x | |");
});

test("rows and columns come and go by the menu", async () => {
  const choose = async (words) => {
    await tab.keyboard.type(`/${words}`);
    await tab.waitForFunction(() => document.querySelectorAll("[role=option]").length === 1);
    await tab.keyboard.press("Enter");
    await tab.getByRole("listbox").waitFor({ state: "detached" });
  };
  await mount(tab, { doc: "| a | b |\n| --- | --- |\n| c | d |" });
  await focus(tab, 3);
  await tab.keyboard.type(" ");
  await choose("column to");
  assert.match(await text(tab), /^\| a ? *\| {2}\| b \|\n\| --- \| --- \| --- \|\n\| c \| {2}\| d \|$/);
  await tab.keyboard.type("n");
  assert.match(await text(tab), /\| n/);
  await focus(tab, (await text(tab)).indexOf("c") + 1);
  await tab.keyboard.type(" ");
  await choose("delete row");
  assert.ok(!(await text(tab)).includes("c"));
});

test("a callout is a box with its name; its mark shows at the caret", async () => {
  await mount(tab, { doc: "x\n\n> [!WARNING]\n> Do not retry\n\n> plain" });
  assert.equal(await tab.locator(".cm-md-callout-warning").count(), 2);
  assert.equal(await tab.locator(".cm-md-quote").count(), 1);
  assert.equal(await tab.locator(".cm-md-callout-label").innerText(), "Warning");
  await focus(tab, 8);
  await tab.locator(".cm-md-callout-label", { hasText: "[!WARNING]" }).waitFor();
});

test("code is coloured once its language is there; an unknown one stays plain", async () => {
  await mount(tab, { doc: '```json\n{"a": 1}\n```\n\n```sh\nif true; then echo "x"; fi # why\n```\n\n```nothing\nif x\n```' });
  await tab.locator(".cm-code-keyword").first().waitFor();
  await tab.locator(".cm-code-comment").first().waitFor();
  await tab.locator(".cm-code-value").first().waitFor();
  assert.equal(await tab.locator(".cm-line", { hasText: "if x" }).locator("[class^=cm-code]").count(), 0);
  for (const name of ["yaml\na: 1", "sql\nselect 1", "python\ndef f(): pass", "js\nconst x = 1", "rust\nfn main() {}", "go\nfunc main() {}"]) {
    await mount(tab, { doc: `\`\`\`${name}\n\`\`\`` });
    await tab.locator("[class^=cm-code-]").first().waitFor();
  }
  assert.deepEqual(tab.problems, []);
});

test("a line in Hebrew or Arabic runs from right to left, and arrow keys follow it", async () => {
  await mount(tab, { doc: "english\nשלום עולם\nمرحبا 👩‍🚒 e\u0301\n" });
  const directions = await tab.evaluate(() => [...document.querySelectorAll(".cm-line")].map((line) => getComputedStyle(line).direction));
  assert.deepEqual(directions.slice(0, 3), ["ltr", "rtl", "rtl"]);
  await focus(tab, 8);
  await tab.keyboard.press("ArrowLeft");
  assert.deepEqual(await selection(tab), [9, 9]);
  await remote(tab, [0, 0, "x"], [10, 1, "ם"]);
  await tab.keyboard.type("א");
  await agreed(await text(tab));
  await focus(tab, (await text(tab)).indexOf("👩"));
  await tab.keyboard.press("Delete");
  assert.ok(!(await text(tab)).includes("🚒"), "a joined emoji goes as a whole");
});

test("what a search found is marked, and follows the text", async () => {
  await mount(tab, { doc: "one two one" });
  await tab.evaluate(() => window.it.setFound([{ from: 0, to: 3, active: false }, { from: 8, to: 11, active: true }]));
  await remote(tab, [0, 0, "and "]);
  assert.deepEqual(await tab.locator(".cm-found").allInnerTexts(), ["one", "one"]);
  assert.equal(await tab.locator(".cm-found-active").count(), 1);
  await tab.evaluate(() => window.it.setFound([]));
  assert.equal(await tab.locator(".cm-found").count(), 0);
});
