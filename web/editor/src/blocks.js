/** Edits of whole lines and blocks: what kind a line is, and blocks that are put in below it. */
import { PREFIX, selectedLines } from "./format.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").TransactionSpec} TransactionSpec */

/** What a block's text says where the caret goes. */
const CARET = "\u0000";

/** How a kind of line begins. A number counts up over several lines. */
const KINDS = { text: "", heading1: "# ", heading2: "## ", heading3: "### ", bullet: "- ", number: "1. ", task: "- [ ] ", quote: "> " };

/** @typedef {keyof typeof KINDS} LineKind */

/** The indent of a list item, which it keeps when it becomes another kind of item. */
const indentOf = (text, kind) => (/^(bullet|number|task)$/.test(kind) ? /^[ \t]*/.exec(text)[0] : "");

/**
 * Makes the selected lines a kind of line; lines that are that kind already become plain text.
 *
 * @param {EditorState} state
 * @param {LineKind} kind
 * @returns {TransactionSpec}
 */
export function toggleLines(state, kind) {
  const lines = selectedLines(state);
  const wanted = lines.map((line, index) => {
    const start = kind === "number" ? `${index + 1}. ` : KINDS[kind];
    return { line, old: PREFIX.exec(line.text)[0], start: indentOf(line.text, kind) + start };
  });
  const same = ({ old, start }) => old.replace(/\d+\. $/, "1. ").replace("[x]", "[ ]") === start.replace(/\d+\. $/, "1. ");
  const off = wanted.every(same);
  const changes = wanted.map(({ line, old, start }) => ({ from: line.from, to: line.from + old.length, insert: off ? "" : start }));
  const set = state.changes(changes);
  const { anchor, head } = state.selection.main;
  return { changes: set, selection: { anchor: set.mapPos(anchor, 1), head: set.mapPos(head, 1) }, userEvent: "input.format" };
}

/**
 * Takes `from..to` out of its line and makes the line that kind of line.
 *
 * @param {EditorState} state
 * @param {number} from
 * @param {number} to
 * @param {LineKind} kind
 * @returns {TransactionSpec}
 */
export function turnLine(state, from, to, kind) {
  const line = state.doc.lineAt(from);
  const old = PREFIX.exec(line.text.slice(0, from - line.from))[0].length;
  const start = indentOf(line.text, kind) + KINDS[kind];
  const gone = { from: spaceBefore(line, from, to), to };
  if (gone.from < line.from + old) gone.from = line.from + old;
  return {
    changes: [{ from: line.from, to: line.from + old, insert: start }, gone],
    selection: { anchor: gone.from + start.length - old },
    userEvent: "input.complete",
  };
}

/** One space before what goes at the end of a line goes too. */
function spaceBefore(line, from, to) {
  const before = line.text.slice(0, from - line.from);
  return to === line.to && /\S[ \t]$/.test(before) ? from - 1 : from;
}

/**
 * Takes `from..to` out and puts a block there: in the place of its line if that is left empty, else below it, apart from
 * its neighbours by an empty line. `\0` in the block is where the caret goes.
 *
 * @param {EditorState} state
 * @param {number} from
 * @param {number} to
 * @param {string} block
 * @returns {TransactionSpec}
 */
export function putBlock(state, from, to, block) {
  const line = state.doc.lineAt(from);
  const rest = line.text.slice(0, from - line.from) + line.text.slice(to - line.from);
  const blank = rest.trim() === "";
  const next = line.number < state.doc.lines ? state.doc.line(line.number + 1) : null;
  const above = line.number > 1 ? state.doc.line(line.number - 1) : null;
  const lead = blank ? (above && above.text.trim() !== "" ? "\n" : "") : "\n\n";
  const tail = next && next.text.trim() !== "" ? "\n" : next ? "" : "\n";
  const at = block.indexOf(CARET);
  const text = block.replace(CARET, "");
  const insert = lead + text + tail;
  const caret = lead.length + (at < 0 ? text.length : at);
  if (blank) return { changes: { from: line.from, to: line.to, insert }, selection: { anchor: line.from + caret }, userEvent: "input.complete" };
  const gone = spaceBefore(line, from, to);
  return {
    changes: [
      { from: gone, to },
      { from: line.to, insert },
    ],
    selection: { anchor: line.to - (to - gone) + caret },
    userEvent: "input.complete",
  };
}

/**
 * Puts text in the place of `from..to`, with the caret behind it or at `\0`.
 *
 * @param {number} from
 * @param {number} to
 * @param {string} text
 * @returns {TransactionSpec}
 */
export function putText(from, to, text) {
  const at = text.indexOf(CARET);
  const insert = text.replace(CARET, "");
  return { changes: { from, to, insert }, selection: { anchor: from + (at < 0 ? insert.length : at) }, userEvent: "input.complete" };
}

/**
 * Makes the line of `from..to` the text of a callout, or begins one.
 *
 * @param {EditorState} state
 * @param {number} from
 * @param {number} to
 * @param {string} kind `NOTE`, `TIP`, …
 * @returns {TransactionSpec}
 */
export function putCallout(state, from, to, kind) {
  const line = state.doc.lineAt(from);
  const rest = (line.text.slice(0, from - line.from) + line.text.slice(to - line.from)).trim();
  const text = rest.slice(PREFIX.exec(rest)[0].length);
  const above = line.number > 1 ? state.doc.line(line.number - 1) : null;
  const next = line.number < state.doc.lines ? state.doc.line(line.number + 1) : null;
  const lead = above && above.text.trim() !== "" ? "\n" : "";
  const tail = next && next.text.trim() === "" ? "" : "\n";
  const insert = `${lead}> [!${kind}]\n> ${text}`;
  return {
    changes: { from: line.from, to: line.to, insert: insert + tail },
    selection: { anchor: line.from + insert.length },
    userEvent: "input.complete",
  };
}
