import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorSelection, EditorState } from "@codemirror/state";
import { toggleInline, toggleLink, toggleList, toggleQuote } from "../src/format.js";
import { continueMarkup, indentItem, outdentItem, toggleTask } from "../src/lists.js";
import { language } from "../src/markdown.js";

/** A state from text in which `|` is the caret, or `[[` and `]]` … `‹` and `›` the selection. */
function state(marked) {
  const caret = marked.indexOf("|");
  const [from, to] = caret >= 0 ? [caret, caret] : [marked.indexOf("‹"), marked.indexOf("›") - 1];
  return EditorState.create({
    doc: marked.replace(/[|‹›]/g, ""),
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
  if (from === to) return `${doc.slice(0, from)}|${doc.slice(from)}`;
  return `${doc.slice(0, from)}‹${doc.slice(from, to)}›${doc.slice(to)}`;
}

const cases = (name, edit, table) =>
  test(name, () => table.forEach(([before, expected]) => assert.equal(after(before, edit), expected, before)));

cases("bold", (s) => toggleInline(s, "bold"), [
  ["a ‹word› b", "a **‹word›** b"],
  ["a ‹ word › b", "a ‹ **word** › b"],
  ["a **‹word›** b", "a ‹word› b"],
  ["a ‹**word**› b", "a ‹word› b"],
  ["a wo|rd b", "a **wo|rd** b"],
  ["a **wo|rd** b", "a wo|rd b"],
  ["a | b", "a **|** b"],
  ["a **|** b", "a | b"],
  ["- ‹one\n- two›", "- **‹one**\n- **two›**"],
]);

cases("italic and code", (s) => toggleInline(s, "italic"), [
  ["**‹bold›**", "***‹bold›***"],
  ["*‹it›*", "‹it›"],
]);

cases("code", (s) => toggleInline(s, "code"), [
  ["a ‹b› c", "a `‹b›` c"],
  ["‹a`b›", "``‹a`b›``"],
  ["‹`a›", "`` ‹`a› ``"],
]);

cases("link", toggleLink, [
  ["see ‹this› now", "see [this](|) now"],
  ["see ‹https://a.b/c› now", "see [|](https://a.b/c) now"],
  ["see [th|is](https://a.b) now", "see th|is now"],
  ["| ", "[|]() "],
]);

cases("list and quote", toggleList, [
  ["‹one\n\n  two›", "- ‹one\n\n  - two›"],
  ["‹- one\n2. two›", "‹one\ntwo›"],
  ["|", "- |"],
]);
cases("quote", toggleQuote, [
  ["on|e", "> on|e"],
  ["‹> one\n> two›", "‹one\ntwo›"],
]);

cases("Enter goes on with lists and quotes", continueMarkup, [
  ["- one|", "- one\n- |"],
  ["- on|e", "- on\n- |e"],
  ["9. one|", "9. one\n10. |"],
  ["* [x] done|", "* [x] done\n* [ ] |"],
  ["> said|", "> said\n> |"],
  ["> - said|", "> - said\n> - |"],
  ["- one\n- |", "- one\n|"],
  ["- one\n  - |", "- one\n- |"],
  ["> |", "|"],
  ["> - |", "> |"],
  ["plain|", null],
  ["|- one", null],
  ["```\n- code|\n```", null],
]);

cases("Tab moves an item in, if there is one to move it under", indentItem, [
  ["- one\n- tw|o", "- one\n  - tw|o"],
  ["1. one\n2. tw|o", "1. one\n   2. tw|o"],
  ["- one\n  - two\n  - th|ree", "- one\n  - two\n    - th|ree"],
  ["- one\n- ‹two\n- three›", "- one\n  - ‹two\n  - three›"],
  ["- on|e", null],
  ["- one\n  - tw|o", null],
  ["text|", null],
]);

cases("Shift-Tab moves it out", outdentItem, [
  ["- one\n  - tw|o", "- one\n- tw|o"],
  ["1. one\n   - tw|o", "1. one\n- tw|o"],
  ["- on|e", null],
]);

cases("a task is ticked from the keyboard", toggleTask, [
  ["- [ ] o|ne", "- [x] o|ne"],
  ["> 1. [x] o|ne", "> 1. [ ] o|ne"],
  ["- o|ne", null],
]);
