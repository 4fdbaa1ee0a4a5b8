/** Writing lists and quotes: Enter goes on with them, Tab moves an item in and out. */
import { indentString } from "@codemirror/language";
import { tree } from "./format.js";
import { continueQuotedCode, leaveQuote } from "./quotes.js";
import { tick } from "./widgets.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").TransactionSpec} TransactionSpec */

/** Quote marks, indent, list mark, the space after it, task box. */
const ITEM = /^((?:[ \t]*>[ \t]?)*)([ \t]*)(?:([-*+]|\d{1,9}[.)])([ \t]+)(\[[ xX]\][ \t]+)?)?/;

/** @param {string} text */
function parse(text) {
  const [prefix, quote, indent, mark = "", space = "", box = ""] = ITEM.exec(text);
  return { prefix, quote, indent, mark, space, box, content: indent.length + mark.length + space.length };
}

/**
 * @param {EditorState} state
 * @param {number} pos
 */
function inCode(state, pos) {
  for (let node = tree(state, pos).resolveInner(pos, -1); node; node = node.parent) {
    if (node.name === "FencedCode" || node.name === "CodeBlock") return true;
  }
  return false;
}

/** `3.` becomes `4.`; a bullet stays. */
function nextMark(mark) {
  const number = parseInt(mark, 10);
  return Number.isNaN(number) ? mark : `${number + 1}${mark.slice(-1)}`;
}

/**
 * The nearest item above with less indent than the line, or null.
 *
 * @param {EditorState} state
 * @param {number} number line number
 * @param {number} indent
 */
function parentItem(state, number, indent) {
  for (let above = number - 1; above > 0; above--) {
    const { text } = state.doc.line(above);
    const item = parse(text);
    if (item.mark && item.indent.length < indent) return item;
    if (!item.mark && item.indent === "" && text.trim() !== "") return null;
  }
  return null;
}

/**
 * Enter in a list or quote: begins the next item or line; in an empty one, steps out.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null} null where plain Enter is meant
 */
export function continueMarkup(state) {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const item = parse(line.text);
  if (!main.empty || (!item.mark && !item.quote)) return null;
  if (inCode(state, main.head)) return continueQuotedCode(state, line);
  const bare = line.text.trim() === item.prefix.trim();
  // Behind the mark of an empty line is behind all of it, whatever spaces follow.
  if (main.head < line.from + (bare ? item.prefix.trimEnd() : item.prefix).length) return null;
  if (bare) return stepOut(state, line, item);
  const box = item.box ? "[ ] " : "";
  const insert = `\n${item.quote}${item.indent}${nextMark(item.mark)}${item.space}${box}`;
  const spaces = /^[ \t]*/.exec(state.sliceDoc(main.head, line.to))[0].length;
  return {
    changes: { from: main.head, to: main.head + spaces, insert },
    selection: { anchor: main.head + insert.length },
    userEvent: "input",
  };
}

/** An empty item moves out by one level; at the outermost, its mark goes. An empty line of a quote leaves the quote. */
function stepOut(state, line, item) {
  if (!item.mark) return leaveQuote(state, line, item.quote);
  const parent = item.indent ? parentItem(state, line.number, item.indent.length) : null;
  const insert = parent ? `${item.quote}${parent.indent}${nextMark(parent.mark)}${parent.space}` : item.quote;
  return {
    changes: { from: line.from, to: line.to, insert },
    selection: { anchor: line.from + insert.length },
    userEvent: "input",
  };
}

/** The list items of the selection, by line; empty if any of its lines with text is none. */
function selectedItems(state) {
  const { from, to } = state.selection.main;
  const items = [];
  for (let pos = from; pos <= to; ) {
    const line = state.doc.lineAt(pos);
    pos = line.to + 1;
    if (line.text.trim() === "") continue;
    const item = parse(line.text);
    if (!item.mark || inCode(state, line.to)) return [];
    items.push({ line, item });
  }
  return items;
}

/**
 * Tab: makes the items children of the item above them.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null} null where there is nothing to indent, so that Tab moves on
 */
export function indentItem(state) {
  const [first] = selectedItems(state);
  if (!first || first.line.number === 1) return null;
  const above = parentItem(state, first.line.number, first.item.indent.length + 1);
  if (!above || above.indent.length < first.item.indent.length) return null;
  const insert = indentString(state, above.content - first.item.indent.length);
  return {
    changes: selectedItems(state).map(({ line, item }) => ({ from: line.from + item.quote.length, insert })),
    userEvent: "input.indent",
  };
}

/**
 * Shift-Tab: moves the items out by one level.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null} null if they are outermost, so that Shift-Tab moves on
 */
export function outdentItem(state) {
  const items = selectedItems(state);
  if (!items.length || items[0].item.indent === "") return null;
  const [{ line: firstLine, item: firstItem }] = items;
  const parent = parentItem(state, firstLine.number, firstItem.indent.length);
  const width = firstItem.indent.length - (parent?.indent.length ?? 0);
  return {
    changes: items.map(({ line, item }) => {
      const from = line.from + item.quote.length;
      return { from, to: from + Math.min(width, item.indent.length) };
    }),
    userEvent: "delete.dedent",
  };
}

/**
 * Ticks or unticks the task on the caret's line.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null}
 */
export function toggleTask(state) {
  const line = state.doc.lineAt(state.selection.main.head);
  const item = parse(line.text);
  return item.box ? tick(state, line.from + item.prefix.length - item.box.length) : null;
}
