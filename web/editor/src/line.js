/** A text of one paragraph: what is typed or pasted never brings a line break in. */
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const pastedAsOneLine = EditorView.clipboardInputFilter.of((text) => text.trim().replace(/\s*\n\s*/g, " "));

/** Drops and input methods pass no clipboard filter, so every local change is looked at. */
const noLineBreaks = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged) return transaction;
  /** @type {{from: number, to: number, insert: string}[]} */
  const spaces = [];
  transaction.changes.iterChanges((_fromA, _toA, from, _toB, inserted) => {
    if (inserted.lines === 1) return;
    for (let line = 1; line < inserted.lines; line++) {
      const at = from + inserted.line(line).to;
      spaces.push({ from: at, to: at + 1, insert: " " });
    }
  });
  return spaces.length ? [transaction, { changes: spaces, sequential: true }] : transaction;
});

/** The extension of `line` mode. */
export const singleLine = [pastedAsOneLine, noLineBreaks];
