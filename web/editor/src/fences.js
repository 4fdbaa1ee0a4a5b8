/** Enter behind the opening fence of a code block: the closing one comes with it, so that code never swallows the rest. */
import { tree } from "./format.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */
/** @typedef {import("@codemirror/state").TransactionSpec} TransactionSpec */
/** @typedef {import("@lezer/common").SyntaxNode} SyntaxNode */

/** Quote marks, indent and list marks, then the fence. */
const OPENING = /^([^`~]*)(`{3,}|~{3,})/;

/** Another block's opening: a fence with a language never closes one. */
const NAMED = /^[^`~]*(`{3,}|~{3,})[ \t]*[^\s`~][^`]*$/;

/**
 * The code block that opens at a place.
 *
 * @param {EditorState} state
 * @param {number} pos
 * @returns {SyntaxNode | null}
 */
function blockFrom(state, pos) {
  for (let node = tree(state, pos + 1).resolveInner(pos, 1); node; node = node.parent) {
    if (node.name === "FencedCode") return node.from === pos ? node : null;
  }
  return null;
}

/** True if a line begins a block that has a language, with a fence that could also have closed this one. */
function opensAnother(text, fence) {
  const found = NAMED.exec(text);
  return found !== null && found[1].startsWith(fence);
}

/** True if the block has its own closing fence, and not that of a block further down. */
function closed(state, block, fence) {
  const close = block.getChildren("CodeMark")[1];
  if (!close) return false;
  const last = state.doc.lineAt(close.from).number;
  for (let number = state.doc.lineAt(block.from).number + 1; number < last; number++) {
    if (opensAnother(state.doc.line(number).text, fence)) return false;
  }
  return true;
}

/**
 * Enter behind an opening fence that nothing closes: puts in an empty line for the caret and the closing fence, in one edit.
 *
 * @param {EditorState} state
 * @returns {TransactionSpec | null} null where there is nothing to close
 */
export function closeFence(state) {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const found = OPENING.exec(line.text);
  if (!main.empty || !found || state.sliceDoc(main.head, line.to).trim() !== "") return null;
  const [, lead, fence] = found;
  const block = blockFrom(state, line.from + lead.length);
  if (!block || closed(state, block, fence)) return null;
  // A list mark stands before the first line of an item only; indent holds the others in it.
  const start = `\n${lead.replace(/[^ \t>]/g, " ")}`;
  return {
    changes: { from: main.head, to: line.to, insert: start + start + fence },
    selection: { anchor: main.head + start.length },
    userEvent: "input",
  };
}
