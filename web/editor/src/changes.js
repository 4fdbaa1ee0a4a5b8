/**
 * Edits as they cross the border of this module: `[from, deletedLength, insertedText]` in UTF-16 units of the
 * text before the edit, ascending and not overlapping.
 *
 * @typedef {[from: number, deleted: number, inserted: string]} Edit
 */
import { Annotation } from "@codemirror/state";

/** Marks a transaction that came from the shared text and must not be reported back to it. */
export const remote = Annotation.define();

const isHigh = (unit) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit) => unit >= 0xdc00 && unit < 0xe000;

/**
 * True if `pos` lies between the two halves of a surrogate pair.
 *
 * @param {import("@codemirror/state").Text} doc
 * @param {number} pos
 */
function splitsPair(doc, pos) {
  if (pos <= 0 || pos >= doc.length) return false;
  const around = doc.sliceString(pos - 1, pos + 1);
  return isHigh(around.charCodeAt(0)) && isLow(around.charCodeAt(1));
}

/**
 * The edits of one transaction. An edit that would cut a surrogate pair in two is widened to the whole pair:
 * half a pair cannot cross into UTF-8 and would arrive as U+FFFD.
 *
 * @param {import("@codemirror/state").ChangeSet} changes
 * @param {import("@codemirror/state").Text} before the text that the changes apply to
 * @returns {Edit[]}
 */
export function editsOf(changes, before) {
  /** @type {Edit[]} */
  const edits = [];
  changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    let [from, to, text] = [fromA, toA, inserted.toString()];
    if (splitsPair(before, to)) text += before.sliceString(to, ++to);
    if (splitsPair(before, from)) text = before.sliceString(--from, from + 1) + text;
    edits.push([from, to - from, text]);
  });
  return edits;
}

/**
 * True if the edits are well formed for a text of `length` units.
 *
 * @param {Edit[]} edits
 * @param {number} length
 */
export function fits(edits, length) {
  let end = 0;
  return edits.every(([from, deleted]) => {
    const ok = Number.isInteger(from) && Number.isInteger(deleted) && from >= end && deleted >= 0;
    end = from + deleted;
    return ok && end <= length;
  });
}

/**
 * The one edit that turns `before` into `after`, as short as a common start and end make it; null if they are equal.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Edit | null}
 */
export function difference(before, after) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start--;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) end--;
  return [start, before.length - end - start, after.slice(start, after.length - end)];
}
