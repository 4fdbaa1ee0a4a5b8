/** Edits of lines, blocks and tables, as functions from a state to an edit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorSelection, EditorState } from "@codemirror/state";
import { putBlock, putCallout, toggleLines, turnLine } from "../src/blocks.js";
import { language } from "../src/markdown.js";
import { fitting } from "../src/menu.js";
import { nextCell, nextRow, previousCell, tableOffers } from "../src/tables.js";

/** A state from text in which `‸` is the caret, or `‹` and `›` the selection. */
function state(marked) {
  const caret = marked.indexOf("‸");
  const [from, to] = caret >= 0 ? [caret, caret] : [marked.indexOf("‹"), marked.indexOf("›") - 1];
  return EditorState.create({
    doc: marked.replace(/[‸‹›]/g, ""),
    selection: EditorSelection.single(from, to),
    extensions: [language, EditorState.lineSeparator.of("\n")],
  });
}

/** The text after an edit, marked in the same way; null if the edit didn't apply. */
function after(marked, edit) {
  const before = state(marked);
  const spec = edit(before);
  if (!spec) return null;
  const { state: next } = before.update(spec);
  const { from, to } = next.selection.main;
  const doc = next.doc.toString();
  return from === to ? `${doc.slice(0, from)}‸${doc.slice(from)}` : `${doc.slice(0, from)}‹${doc.slice(from, to)}›${doc.slice(to)}`;
}

const cases = (name, edit, table) =>
  test(name, () => table.forEach(([before, expected]) => assert.equal(after(before, edit), expected, before)));

/** What was typed to ask for something: from the slash to the caret. */
const asked = (edit) => (s) => edit(s, s.doc.toString().indexOf("/"), s.selection.main.head);

cases("a line becomes a heading and plain text again", (s) => toggleLines(s, "heading2"), [
  ["Wo‸rds", "## Wo‸rds"],
  ["## Wo‸rds", "Wo‸rds"],
  ["- Wo‸rds", "## Wo‸rds"],
  ["‸", "## ‸"],
]);

cases("lines become numbers, and back", (s) => toggleLines(s, "number"), [
  ["‹a\nb\n\nc›", "1. ‹a\n2. b\n\n3. c›"],
  ["‹1. a\n2. b›", "‹a\nb›"],
  ["  - a‸", "  1. a‸"],
]);

cases("lines become tasks, and back", (s) => toggleLines(s, "task"), [
  ["- a‸", "- [ ] a‸"],
  ["- [x] a‸", "a‸"],
]);

cases("a slash turns its line", asked((s, from, to) => turnLine(s, from, to, "task")), [
  ["/task‸", "- [ ] ‸"],
  ["call them /task‸", "- [ ] call them‸"],
  ["- call /task‸ now", "- [ ] call ‸ now"],
]);

cases("a block comes below, with room around", asked((s, from, to) => putBlock(s, from, to, "---\0")), [
  ["/x‸", "---‸\n"],
  ["a\n/x‸", "a\n\n---‸\n"],
  ["a /x‸\nb", "a\n\n---‸\n\nb"],
  ["a\n\n/x‸\n\nb", "a\n\n---‸\n\nb"],
]);

cases("a callout takes the line's words", asked((s, from, to) => putCallout(s, from, to, "TIP")), [
  ["/x‸", "> [!TIP]\n> ‸\n"],
  ["- words /x‸\n\nb", "> [!TIP]\n> words‸\n\nb"],
]);

const T = "| a | b |\n|---|---|\n";

cases("Tab in tables", nextCell, [
  [`|‸ a | b |\n|---|---|`, `| a | ‹b› |\n|---|---|`],
  [`${T}| c | d‸ |`, `${T}| c | d |\n| ‸ |  |`],
  ["| a | b‸ |\n|---|---|", "| a | b |\n|---|---|\n| ‸ |  |"],
  ["a | b‸\n--- | ---\nc \\| d | e", "a | b\n--- | ---\n‹c \\| d› | e"],
  ["> | a‸ | b |\n> |---|---|", "> | a | ‹b› |\n> |---|---|"],
  ["no | ta‸ble", null],
]);

cases("Shift-Tab in tables", previousCell, [
  [`${T}| c‸ | d |`, "| a | ‹b› |\n|---|---|\n| c | d |"],
  ["| a‸ | b |\n|---|---|", null],
]);

cases("Enter in tables", nextRow, [
  [`${T}| c‸ | d |\n| e |  |`, `${T}| c | d |\n| ‹e› |  |`],
  [`${T}| c | d‸ |`, `${T}| c | d |\n|  | ‸ |`],
  [`${T}|  | ‸ |`, `${T}\n‸`],
  ["> | a | b |\n> |---|---|\n> | c‸ | d |", "> | a | b |\n> |---|---|\n> | c | d |\n> | ‸ |  |"],
]);

const offer = (label) => asked((s, from, to) => tableOffers.find((one) => one.label === label).edit(s, from, to));

cases("a column comes in", offer("Column to the right"), [
  [`${T}| c /x‸ | d |`, "| a |  | b |\n|---| --- |---|\n| c  | ‸ | d |"],
]);

cases("a column goes", offer("Delete column"), [
  [`${T}| c | d /x‸ |`, "| a |\n|---|\n| c ‸|"],
  [`${T}| c /x‸ | d |`, "| b |\n|---|\n‸| d |"],
]);

cases("a row goes, the header stays", offer("Delete row"), [
  [`${T}| c /x‸ | d |\n| e | f |`, `${T.trimEnd()}‸\n| e | f |`],
  ["| a /x‸ | b |\n|---|---|", "| a ‸ | b |\n|---|---|"],
]);

test("what begins with the words comes first, other words find it, too", () => {
  const offers = [{ label: "Quote" }, { label: "Code block", words: ["snippet"] }, { label: "Bar code" }, { label: "Decode" }];
  const labels = (typed) => fitting(offers, typed).map(({ label }) => label);
  assert.deepEqual(labels("CODE"), ["Code block", "Bar code", "Decode"]);
  assert.deepEqual(labels("snip"), ["Code block"]);
  assert.deepEqual(labels(""), offers.map(({ label }) => label));
  assert.deepEqual(labels("zzz"), []);
});
