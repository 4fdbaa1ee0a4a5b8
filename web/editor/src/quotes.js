/** Enter in quotes and callouts: an empty line leaves them, code inside of them goes on. */
import { tree } from "./format.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */
/** @typedef {import("@codemirror/state").TransactionSpec} TransactionSpec */

/** A line without text of its own. */
const BARE = /^[ \t>]*$/;

/** The quote marks that a line begins with. */
const marksOf = (text) => (/^[ \t>]*/.exec(text)[0].match(/>/g) ?? []).length;

/**
 * How many nodes of a kind are around a place.
 *
 * @param {EditorState} state
 * @param {number} pos
 * @param {string} name
 */
function around(state, pos, name) {
  let count = 0;
  for (let node = tree(state, pos).resolveInner(pos, -1); node; node = node.parent) {
    if (node.name === name) count++;
  }
  return count;
}

/** How deep a line is in quotes. A line without marks may belong to the quote above it, which the tree tells. */
const depthOf = (state, line) => Math.max(marksOf(line.text), /\S/.test(line.text) ? around(state, line.to, "Blockquote") : 0);

/** What a line begins with one quote further out. Indent stays only in list items, where it means something. */
function outside(state, line, quote) {
  const outer = quote.replace(/>[ \t]?$/, "");
  const listed = around(state, line.from + quote.trimEnd().length, "ListItem") > 0;
  return listed ? outer : /^(?:[ \t]*>[ \t]?)*/.exec(outer)[0];
}

/**
 * Takes the innermost quote mark off an empty line. Beneath a quote an empty line comes between, as text directly beneath
 * would still belong to the quote; likewise before text that follows, so that it isn't drawn into what is written here.
 *
 * @param {EditorState} state
 * @param {Line} line
 * @param {string} quote the quote marks that it begins with
 * @returns {TransactionSpec}
 */
export function leaveQuote(state, line, quote) {
  const outer = outside(state, line, quote);
  const above = line.number > 1 ? state.doc.line(line.number - 1) : null;
  if (!above || depthOf(state, above) <= marksOf(outer)) return put(line.from, line.to, outer, "");
  const next = line.number < state.doc.lines ? state.doc.line(line.number + 1) : null;
  const apart = outer.trimEnd();
  // An empty line that the quote ends with already becomes the one between.
  const from = BARE.test(above.text) ? above.from : line.from;
  return put(from, line.to, `${apart}\n${outer}`, next && !BARE.test(next.text) ? `\n${apart}` : "");
}

/** Text in the place of `from..to`, with the caret before `tail`. */
function put(from, to, text, tail) {
  return { changes: { from, to, insert: text + tail }, selection: { anchor: from + text.length }, userEvent: "input" };
}

/**
 * Enter in code inside of a quote: the next line needs the quote's marks, or the code ends there.
 *
 * @param {EditorState} state
 * @param {Line} line
 * @returns {TransactionSpec | null} null where plain Enter is meant
 */
export function continueQuotedCode(state, line) {
  const { head } = state.selection.main;
  const depth = around(state, head, "Blockquote");
  const found = depth > 0 && new RegExp(`^(?:[ \\t]*>[ \\t]?){${depth}}[ \\t]*`).exec(line.text);
  if (!found || head < line.from + found[0].length) return null;
  return put(head, head, `\n${found[0]}`, "");
}
