/**
 * Pictures as they stand in a text: `![description](images/<id>#<width>x<height>)`, an address relative to the postmortem.
 *
 * @typedef {object} Picture
 * @property {number} from
 * @property {number} to
 * @property {number} altFrom where the description begins
 * @property {string} written the description as it is written
 * @property {string} id
 * @property {number} width in pixels; 0 when it isn't told
 * @property {number} height
 */

const PICTURE =
  /!\[((?:\\.|[^\\\]\n])*)\]\(images\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:#(\d{1,5})x(\d{1,5}))?\)/g;

/** Longest side that the server makes, in pixels: what a stranger wrote can't take more room. */
const MAX_SIDE = 8_192;
/** Signs that mean something within a description. */
const SPECIAL = /[\\[\]*_`<&~!]/g;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/**
 * @param {string} text
 * @param {number} [at] where the text begins
 * @returns {Picture[]}
 */
export function picturesIn(text, at = 0) {
  return [...text.matchAll(PICTURE)].map((match) => {
    const from = at + match.index;
    const side = (digits) => Math.min(Number(digits ?? 0), MAX_SIDE);
    const [written, id] = [match[1], match[2]];
    return { from, to: from + match[0].length, altFrom: from + 2, written, id, width: side(match[3]), height: side(match[4]) };
  });
}

/** A description as a person reads it. @param {string} written */
export const readAlt = (written) => written.replace(ESCAPED, "$1");

/** A description as it is written. @param {string} alt */
export const writeAlt = (alt) => alt.replace(/\s+/g, " ").replace(SPECIAL, "\\$&");

/**
 * Where a picture for `pos` is put and what is written there: a paragraph of its own behind the line, so that no text is torn apart.
 *
 * @param {import("@codemirror/state").Text} doc
 * @param {number} pos
 * @param {string} markdown
 * @returns {{from: number, insert: string}}
 */
export function paragraph(doc, pos, markdown) {
  const line = doc.lineAt(pos);
  const filled = (number) => number >= 1 && number <= doc.lines && doc.line(number).text.trim() !== "";
  const before = filled(line.number) ? "\n\n" : filled(line.number - 1) ? "\n" : "";
  const after = filled(line.number + 1) ? "\n" : "";
  return { from: line.to, insert: before + markdown + after };
}
