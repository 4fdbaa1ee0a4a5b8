/**
 * Markdown as still elements, for paper: an editor draws only the lines that are in sight. The same parser as the editor's, and nothing of
 * the text is ever read as HTML.
 */
import { GFM, parser } from "@lezer/markdown";
import { calloutName } from "./callouts.js";
import { picturesIn, readAlt } from "./images-text.js";

const markdown = parser.configure([GFM]);

/** Node of the tree → element. What is not here is left out or handled below. */
const ELEMENTS = new Map([
  ["Paragraph", "p"],
  ["Blockquote", "blockquote"],
  ["BulletList", "ul"],
  ["OrderedList", "ol"],
  ["ListItem", "li"],
  ["Emphasis", "em"],
  ["StrongEmphasis", "strong"],
  ["Strikethrough", "del"],
  ["InlineCode", "code"],
  ["Table", "table"],
  ["SetextHeading1", "h1"],
  ["SetextHeading2", "h2"],
]);

/** Marks of the notation itself. */
const MARKS = new Set([
  "HeaderMark", "QuoteMark", "ListMark", "EmphasisMark", "StrikethroughMark", "CodeMark", "LinkMark", "LinkTitle", "LinkLabel",
  "TableDelimiter", "CodeInfo", "LinkReference", "Comment", "CommentBlock", "ProcessingInstruction", "ProcessingInstructionBlock",
]);

/** Nodes between whose children there is nothing but line ends. */
const BLOCKS = new Set(["Document", "Blockquote", "BulletList", "OrderedList", "ListItem", "Table"]);

/** @typedef {import("@lezer/common").SyntaxNode} SyntaxNode */
/** @typedef {{text: string, pictures: string}} Source what is drawn, and where its pictures are */

/**
 * @param {Source} source
 * @param {SyntaxNode} node
 * @param {Element | DocumentFragment} into
 */
function renderInside(source, node, into) {
  const text = (/** @type {number} */ from, /** @type {number} */ to) => {
    if (to > from && !BLOCKS.has(node.name)) into.append(source.text.slice(from, to));
  };
  let at = node.from;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    text(at, child.from);
    render(source, child, into);
    at = child.to;
  }
  text(at, node.to);
}

/**
 * @param {string} tag
 * @param {Element | DocumentFragment} into
 */
function add(tag, into) {
  return into.appendChild(document.createElement(tag));
}

/**
 * @param {Source} source
 * @param {SyntaxNode} node
 * @param {Element | DocumentFragment} into
 */
function renderLink(source, node, into) {
  const url = node.name === "URL" ? node : node.getChild("URL");
  const written = url ? source.text.slice(url.from, url.to).replace(/^<|>$/g, "") : "";
  const link = /^(https?:\/\/|mailto:)/i.test(written) ? add("a", into) : into;
  if (link instanceof HTMLAnchorElement) link.href = written;
  if (node === url || node.name === "Autolink") {
    // What reads as its own address needs it no second time.
    if (link instanceof HTMLAnchorElement) link.className = "is-bare";
    return void link.append(written);
  }
  for (let at = node.from, child = node.firstChild; child; child = child.nextSibling) {
    if (child.from > at) link.append(source.text.slice(at, child.from));
    if (child.name === "LinkMark" && source.text[child.from] === "]") break;
    // An address in the words of a link is no link of its own.
    if (child.name === "URL") link.append(source.text.slice(child.from, child.to));
    else render(source, child, link);
    at = child.to;
  }
  if (link instanceof HTMLAnchorElement && link.textContent === written) link.className = "is-bare";
}

/**
 * The kind that the first line of a callout names; null for any other link.
 *
 * @param {Source} source
 * @param {SyntaxNode} node
 */
function calloutKind(source, { parent, from, to }) {
  const first = parent?.parent?.name === "Blockquote" && parent.from === from && parent.parent.getChild("Paragraph")?.from === from;
  const kind = first && /^[ \t]*(\n|$)/.test(source.text.slice(to)) ? /^\[!(note|tip|important|warning|caution)\]$/i.exec(source.text.slice(from, to)) : null;
  return kind && calloutName(kind[1]);
}

/**
 * A picture of this postmortem.
 *
 * @param {Source} source
 * @param {import("./images-text.js").Picture} picture
 * @param {Element | DocumentFragment} into
 */
function renderPicture(source, picture, into) {
  const image = /** @type {HTMLImageElement} */ (add("img", into));
  image.alt = readAlt(picture.written);
  image.decoding = "sync";
  image.src = `${source.pictures}/${picture.id}`;
}

/**
 * A row of a table: the tree has no node for a cell that is empty, only the bars beside it.
 *
 * @param {Source} source
 * @param {SyntaxNode} node
 * @param {Element} row
 */
function renderRow(source, node, row) {
  const tag = node.name === "TableHeader" ? "th" : "td";
  let [begun, filled] = [false, false];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === "TableCell") {
      renderInside(source, child, add(tag, row));
      filled = true;
    } else {
      if (begun && !filled) add(tag, row);
      filled = false;
    }
    begun = true;
  }
}

/**
 * @param {Source} source
 * @param {SyntaxNode} node
 * @param {Element | DocumentFragment} into
 */
function render(source, node, into) {
  const { name, from, to } = node;
  if (MARKS.has(name)) return;
  const heading = /^ATXHeading([1-6])$/.exec(name);
  const callout = name === "Link" ? calloutKind(source, node) : null;
  const [picture] = name === "Image" && source.pictures ? picturesIn(source.text.slice(from, to)) : [];
  if (heading) {
    const element = add(`h${heading[1]}`, into);
    renderInside(source, node, element);
    element.normalize();
    element.firstChild?.replaceWith(element.firstChild.textContent?.trimStart() ?? "");
  } else if (name === "FencedCode" || name === "CodeBlock") {
    const code = add("code", add("pre", into));
    for (const part of node.getChildren("CodeText")) code.append(source.text.slice(part.from, part.to));
  } else if (callout) {
    add("strong", into).append(callout);
    add("br", into);
  } else if (picture) {
    renderPicture(source, picture, into);
  } else if (name === "Link" || name === "Image" || name === "Autolink" || name === "URL") {
    renderLink(source, node, into);
  } else if (name === "TableHeader" || name === "TableRow") {
    renderRow(source, node, add("tr", into));
  } else if (name === "Task") {
    renderInside(source, node, add("span", into));
  } else if (name === "TaskMarker") {
    into.append(/x/i.test(source.text.slice(from, to)) ? "☑" : "☐");
  } else if (name === "HorizontalRule") {
    add("hr", into);
  } else if (name === "HardBreak") {
    add("br", into);
  } else if (name === "Escape") {
    into.append(source.text.slice(from + 1, to));
  } else if (name === "HTMLBlock") {
    add("p", into).append(source.text.slice(from, to));
  } else if (name === "HTMLTag" || name === "Entity") {
    into.append(source.text.slice(from, to));
  } else {
    const tag = ELEMENTS.get(name);
    renderInside(source, node, tag ? add(tag, into) : into);
  }
}

/**
 * Fills an element with Markdown as it reads on paper; an empty text empties it.
 *
 * @param {HTMLElement} host
 * @param {string} source
 * @param {string} pictures where the postmortem's pictures are
 */
export function printMarkdown(host, source, pictures) {
  const page = document.createDocumentFragment();
  if (source) render({ text: source, pictures }, markdown.parse(source).topNode, page);
  host.replaceChildren(page);
}
