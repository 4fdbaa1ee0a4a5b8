/** Bold, italic, code, links, lists and quotes: functions from a state to the edit that toggles them. */
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import { EditorSelection } from "@codemirror/state";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").TransactionSpec} TransactionSpec */
/** @typedef {"bold" | "italic" | "strike" | "code" | "link"} Span */

const MARKS = { bold: "**", italic: "*", strike: "~~", code: "`" };
const NODES = { bold: "StrongEmphasis", italic: "Emphasis", strike: "Strikethrough", code: "InlineCode", link: "Link" };
const PARSE_MS = 50;

/** What stands before the text of a line: quote marks, a list mark, a task box, a heading's mark. */
export const PREFIX = /^(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?(?:#{1,6}[ \t]+)?/;

/**
 * The syntax tree, as far as `upTo` if that takes no longer than a blink.
 *
 * @param {EditorState} state
 * @param {number} upTo
 */
export function tree(state, upTo) {
  return ensureSyntaxTree(state, upTo, PARSE_MS) ?? syntaxTree(state);
}

/**
 * The innermost span of the kind around the selection.
 *
 * @param {EditorState} state
 * @param {Span} span
 */
export function spanAround(state, span) {
  const { from, to } = state.selection.main;
  const top = tree(state, to);
  for (const side of /** @type {const} */ ([1, -1])) {
    for (let node = top.resolveInner(side === 1 ? from : to, side); node; node = node.parent) {
      if (node.name === NODES[span] && node.from <= from && node.to >= to) return node;
    }
  }
  return null;
}

/** The edit, with the selection kept on the text that it was on, inside of new marks. */
function keepingSelection(state, changes) {
  const set = state.changes(changes);
  const { anchor, head, from, to, empty } = state.selection.main;
  if (empty) return { changes: set, userEvent: "input.format" };
  const [start, end] = [set.mapPos(from, 1), set.mapPos(to, -1)];
  const selection = anchor <= head ? EditorSelection.single(start, end) : EditorSelection.single(end, start);
  return { changes: set, selection, userEvent: "input.format" };
}

/** A fence that is longer than any run of backticks in the text, with a space where one touches it. */
function fenced(text) {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return [fence + space, space + fence];
}

/** The pieces of the selection that can carry marks: its text on each line, without indents and outer spaces. */
function pieces(state, from, to) {
  const found = [];
  for (let pos = from; pos <= to; pos = state.doc.lineAt(pos).to + 1) {
    const line = state.doc.lineAt(pos);
    const start = Math.max(from, line.from + PREFIX.exec(line.text)[0].length);
    const text = state.sliceDoc(start, Math.max(start, Math.min(to, line.to)));
    const trimmed = text.trim();
    const indent = text.length - text.trimStart().length;
    if (trimmed) found.push({ from: start + indent, to: start + indent + trimmed.length, text: trimmed });
  }
  return found;
}

/**
 * Puts marks around the selection, or the word at the caret, or takes them off.
 *
 * @param {EditorState} state
 * @param {"bold" | "italic" | "strike" | "code"} span
 * @returns {TransactionSpec}
 */
export function toggleInline(state, span) {
  const around = spanAround(state, span);
  if (around?.firstChild && around.lastChild) {
    return keepingSelection(state, [around.firstChild, around.lastChild].map(({ from, to }) => ({ from, to })));
  }
  const mark = MARKS[span];
  const { main } = state.selection;
  const word = main.empty ? state.wordAt(main.head) : main;
  if (!word) return toggleEmptyMarks(state, mark);
  const changes = pieces(state, word.from, word.to).flatMap(({ from, to, text }) => {
    const [open, close] = span === "code" ? fenced(text) : [mark, mark];
    return [
      { from, insert: open },
      { from: to, insert: close },
    ];
  });
  return keepingSelection(state, changes);
}

/** Marks with the caret between them, for text to come; a second time takes them away. */
function toggleEmptyMarks(state, mark) {
  const { head } = state.selection.main;
  const [before, after] = [head - mark.length, head + mark.length];
  if (before >= 0 && state.sliceDoc(before, head) === mark && state.sliceDoc(head, after) === mark) {
    return { changes: { from: before, to: after }, userEvent: "input.format" };
  }
  return { changes: { from: head, insert: mark + mark }, selection: { anchor: after }, userEvent: "input.format" };
}

/**
 * Makes the selection a link and leaves the caret where the missing half goes, or takes a link off its text.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec}
 */
export function toggleLink(state) {
  const [open, close] = spanAround(state, "link")?.getChildren("LinkMark") ?? [];
  if (close) {
    const end = spanAround(state, "link")?.to;
    return keepingSelection(state, [
      { from: open.from, to: open.to },
      { from: close.from, to: end },
    ]);
  }
  const { main } = state.selection;
  const { from, to } = (main.empty && state.wordAt(main.head)) || main;
  const text = state.sliceDoc(from, to);
  const address = /^(https?:\/\/|mailto:)\S+$/i.test(text);
  const insert = address ? `[](${text})` : `[${text}]()`;
  const anchor = address || text === "" ? from + 1 : from + insert.length - 1;
  return { changes: { from, to, insert }, selection: { anchor }, userEvent: "input.format" };
}

/** The lines of the selection that have text, or the caret's line. */
export function selectedLines(state) {
  const { from, to } = state.selection.main;
  const lines = [];
  for (let pos = from; pos <= to; pos = state.doc.lineAt(pos).to + 1) lines.push(state.doc.lineAt(pos));
  const written = lines.filter((line) => line.text.trim() !== "");
  return written.length ? written : lines.slice(0, 1);
}

/** Adds the prefix to every line, or takes it off if every line has one. */
function togglePrefix(state, pattern, prefix, indent) {
  const lines = selectedLines(state).map((line) => ({ line, match: pattern.exec(line.text) }));
  const all = lines.every(({ match }) => match);
  const changes = lines.flatMap(({ line, match }) => {
    const from = line.from + indent.exec(line.text)[0].length;
    if (all) return [{ from, to: line.from + match[0].length }];
    return match ? [] : [{ from, insert: prefix }];
  });
  const set = state.changes(changes);
  const { anchor, head } = state.selection.main;
  return { changes: set, selection: { anchor: set.mapPos(anchor, 1), head: set.mapPos(head, 1) }, userEvent: "input.format" };
}

/** @param {EditorState} state @returns {TransactionSpec} */
export const toggleList = (state) =>
  togglePrefix(state, /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/, "- ", /^[ \t]*/);

/** @param {EditorState} state @returns {TransactionSpec} */
export const toggleQuote = (state) => togglePrefix(state, /^>[ \t]?/, "> ", /^/);
