/** How the spans of Markdown look: one rule for each kind of syntax node, called with the painter and the node. */
import { targetOf, writtenAddress } from "./links.js";
import { isMention } from "./mentions.js";

/** @typedef {(painter: import("./preview.js").Painter, node: import("@lezer/common").SyntaxNodeRef) => void} Rule */

/** @param {string} className @returns {Rule} */
const styled = (className) => (painter, node) => painter.mark(node.from, node.to, className);

/** @type {Rule} */
const faint = (painter, node) => painter.hideOrFade(node);

/** @param {string} target */
const linkAttributes = (target) => ({ title: `${target} (Ctrl or ⌘ and click to open)` });

/** `[text](target)` shows its text alone, off the caret's line. */
function link(painter, ref) {
  const node = ref.node;
  const target = targetOf(node, painter.doc);
  const [open, close] = node.getChildren("LinkMark");
  if (open && close && isMention(writtenAddress(node, painter.doc), painter.doc.sliceString(open.to, close.from))) {
    painter.chip(node, open.to, close.from);
    return;
  }
  if (!target || !close || open.to === close.from) return;
  painter.mark(open.to, close.from, "cm-md-link", linkAttributes(target));
  if (painter.onCursorLine(node)) {
    painter.mark(open.from, open.to, "cm-md-faint");
    painter.mark(close.from, node.to, "cm-md-faint");
  } else {
    painter.hide(open.from, open.to);
    painter.hide(close.from, node.to);
  }
}

/** A bare address; inside `[…](…)` the link's own rule covers it. */
function address(painter, ref) {
  const parent = ref.node.parent?.name;
  if (parent === "Link" || parent === "Image" || parent === "LinkReference") return;
  const target = targetOf(ref.node, painter.doc);
  if (target) painter.mark(ref.from, ref.to, "cm-md-link", linkAttributes(target));
}

/** @type {Record<string, Rule>} */
export const inlineRules = {
  StrongEmphasis: styled("cm-md-strong"),
  Emphasis: styled("cm-md-em"),
  Strikethrough: styled("cm-md-strike"),
  InlineCode: styled("cm-md-code"),
  EmphasisMark: faint,
  StrikethroughMark: faint,
  Link: link,
  Image: link,
  URL: address,
  Autolink: (painter, ref) => ref.node.getChildren("LinkMark").forEach((mark) => painter.hideOrFade(mark)),
  Escape: (painter, node) => painter.hideOrFade({ from: node.from, to: node.from + 1 }),
  HTMLTag: styled("cm-md-faint"),
  HardBreak: (painter, node) => {
    if (painter.doc.sliceString(node.from, node.from + 1) === "\\") painter.hideOrFade({ from: node.from, to: node.from + 1 });
  },
};
