/** A run of text and spans of pasted HTML as one paragraph of Markdown. */
import { property, styleOf, webAddress } from "./html-look.js";

/**
 * How a piece of text looks.
 *
 * @typedef {object} Look
 * @property {boolean} bold
 * @property {boolean} italic
 * @property {boolean} strike
 * @property {boolean} code
 * @property {string} href
 */

/** @typedef {{text: string, look: Look}} Piece */

const PLAIN = { bold: false, italic: false, strike: false, code: false, href: "" };
const MARKS = /** @type {const} */ ([["strike", "~~"], ["bold", "**"], ["italic", "*"]]);
const FIXED_WIDTH = /\b(monospace|courier|consolas|menlo|monaco|roboto mono|source code|jetbrains mono|sf mono|fira code)/;

/** What an element adds to the look around it. Google Docs says all by styles; its outermost `<b>` is not bold. */
function lookOf(element, around) {
  const look = { ...around };
  const style = styleOf(element);
  switch (element.tagName) {
    case "B":
    case "STRONG":
      look.bold = true;
      break;
    case "I":
    case "EM":
    case "CITE":
      look.italic = true;
      break;
    case "S":
    case "DEL":
    case "STRIKE":
      look.strike = true;
      break;
    case "CODE":
    case "KBD":
    case "SAMP":
    case "TT":
      look.code = true;
      break;
    case "A":
      look.href = webAddress(element.getAttribute("href") ?? "") || look.href;
      break;
  }
  const weight = property(style, "font-weight");
  if (weight) look.bold = /^(bold|bolder|[6-9]00)/.test(weight);
  const slant = property(style, "font-style");
  if (slant) look.italic = /^(italic|oblique)/.test(slant);
  if (/line-through/.test(property(style, "text-decoration") + property(style, "text-decoration-line"))) look.strike = true;
  if (FIXED_WIDTH.test(property(style, "font-family"))) look.code = true;
  return look;
}

/** An emoji's name, or a picture that can be looked at elsewhere, as a link. Pictures without words are nothing. */
function imageText(image) {
  const alt = (image.getAttribute("data-stringify-emoji") ?? image.getAttribute("alt") ?? "").trim();
  if (!alt || image.getAttribute("data-stringify-type") === "emoji" || /^:[\w+-]+:$/.test(alt) || !/\w/.test(alt)) return { text: alt, href: "" };
  return { text: alt, href: webAddress(image.getAttribute("src") ?? "") };
}

/**
 * @param {Node} node
 * @param {Look} look
 * @param {Piece[]} out
 */
function gather(node, look, out) {
  if (node instanceof Text) {
    const text = node.data.replace(/[\s\u00a0]+/g, " ").replace(/[\u200b\ufeff]/g, "");
    if (text) out.push({ text, look });
    return;
  }
  if (!(node instanceof Element)) return;
  if (node.tagName === "BR") {
    // Google Docs ends what it copies with one that stands for nothing.
    if (!node.classList.contains("Apple-interchange-newline")) out.push({ text: "\n", look: PLAIN });
  } else if (node.tagName === "IMG") {
    const { text, href } = imageText(node);
    if (text) out.push({ text, look: { ...look, href: href || look.href } });
  } else if (node.tagName === "INPUT") {
    if (node.getAttribute("type") === "checkbox") out.push({ text: node.hasAttribute("checked") ? "☑ " : "☐ ", look: PLAIN });
  } else {
    const inner = lookOf(node, look);
    for (const child of node.childNodes) gather(child, inner, out);
  }
}

const same = (a, b) => a.bold === b.bold && a.italic === b.italic && a.strike === b.strike && a.code === b.code && a.href === b.href;
const both = (a, b) => ({ bold: a.bold && b.bold, italic: a.italic && b.italic, strike: a.strike && b.strike, code: a.code && b.code, href: a.href === b.href ? a.href : "" });

/** Neighbours that look the same as one; spaces at the edges of a look belong to what is around it. */
function tidied(pieces) {
  /** @type {Piece[]} */
  const parts = [];
  for (const { text, look } of pieces) {
    for (const part of text.match(/^\s+|\s+$|\S(?:[^]*\S)?/g) ?? []) parts.push({ text: part, look });
  }
  parts.forEach((part, at) => {
    if (part.text.trim() === "") part.look = both(parts[at - 1]?.look ?? PLAIN, parts[at + 1]?.look ?? PLAIN);
  });
  /** @type {Piece[]} */
  const merged = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last && same(last.look, part.look)) last.text += part.text;
    else merged.push({ ...part });
  }
  return merged.map(({ text, look }) => ({ text: text.replace(/ +/g, " ").replace(/ ?\n ?/g, "\n"), look }));
}

/** Text that means itself: marks that would be read as Markdown are escaped, others are left readable. */
function escaped(text) {
  return text
    .replace(/[\\`*]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/~~/g, "\\~~")
    .replace(/<(?=[a-z/!?])/gi, "\\<")
    .replace(/\[(?=[^\]\n]*\][[(:])/g, "\\[");
}

/** Marks that only mean something at the start of a line. */
const escapedStart = (line) =>
  line
    .replace(/^(\s*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|={3,}\s*$|-{3,}\s*$)/, "$1\\$2")
    .replace(/^(\s*\d{1,9})([.)](?=\s|$))/, "$1\\$2");

function codeSpan(text) {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const mark = "`".repeat(longest + 1);
  const space = /^`|`$/.test(text) ? " " : "";
  return mark + space + text.replace(/\n/g, " ") + space + mark;
}

/** One link's pieces, or those that are none. */
function marked(pieces) {
  let out = "";
  /** @type {(typeof MARKS[number])[]} */
  let open = [];
  for (const { text, look } of pieces) {
    const wanted = MARKS.filter(([name]) => look[name]);
    while (open.some((mark) => !wanted.includes(mark))) out += /** @type {typeof MARKS[number]} */ (open.pop())[1];
    for (const mark of wanted) {
      if (open.includes(mark)) continue;
      out += mark[1];
      open = [...open, mark];
    }
    out += look.code && text.trim() ? codeSpan(text) : escaped(text);
  }
  return out + [...open].reverse().map(([, mark]) => mark).join("");
}

/**
 * Nodes as one paragraph.
 *
 * @param {Node[]} nodes
 * @param {(text: string) => string} restored gives text back as it was before parsing
 * @param {{plain?: boolean}} [options] `plain`: without bold, as in headings
 */
export function inlineMarkdown(nodes, restored, { plain = false } = {}) {
  /** @type {Piece[]} */
  const gathered = [];
  for (const node of nodes) gather(node, PLAIN, gathered);
  const pieces = tidied(gathered.map(({ text, look }) => ({ text: restored(text), look: plain ? { ...look, bold: false } : look })));
  let out = "";
  for (let at = 0; at < pieces.length; ) {
    const { href } = pieces[at].look;
    let end = at;
    while (end < pieces.length && pieces[end].look.href === href) end++;
    const part = pieces.slice(at, end);
    const text = part.map((piece) => piece.text).join("");
    if (!href) out += marked(part);
    else if (text === href || `${text}/` === href || `mailto:${text}` === href) out += text;
    else out += `[${marked(part).replace(/(?<!\\)[[\]]/g, "\\$&")}](${/[\s()<>]/.test(href) ? `<${href.replace(/[<>\s]/g, encodeURIComponent)}>` : href})`;
    at = end;
  }
  return out
    .trim()
    .split(/\n+/)
    .map((line) => escapedStart(line.trim()))
    .join("\\\n");
}
