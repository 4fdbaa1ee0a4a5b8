/** How the blocks of Markdown look: one rule for each kind of syntax node, called with the painter and the node. */
import { quoteOrCallout } from "./callouts.js";
import { Checkbox, bullet, rule } from "./widgets.js";

/** @typedef {import("./preview-inline.js").Rule} Rule */

const DEEPEST = 6;

/** @param {number} level @returns {Rule} */
const heading = (level) => (painter, node) => painter.lines(node, `cm-md-heading cm-md-h${level}`);

/** `# ` at the start, `#` at the end, or a line of `===` below. */
function headingMark(painter, ref) {
  if (ref.node.parent?.name.startsWith("Setext")) painter.mark(ref.from, ref.to, "cm-md-faint");
  else if (ref.from === ref.node.parent?.from) painter.hideOrFade(ref, 1);
  else painter.hideOrFade(ref);
}

/** The fences of a block keep their lines, so that nothing jumps when the caret enters, and are seen while it is there; those of a span go. */
function codeMark(painter, ref) {
  if (ref.node.parent?.name === "InlineCode") painter.hideOrFade(ref);
  else {
    painter.line(ref.from, "cm-md-fence");
    const block = ref.node.parent;
    if (block && !painter.onCursorLine(block)) painter.mark(ref.from, ref.to, "cm-md-away");
  }
}

/** @type {Rule} */
function codeBlock(painter, node) {
  painter.lines(node, "cm-md-codeblock");
  painter.line(node.from, "cm-md-codeblock-first");
  painter.line(node.to, "cm-md-codeblock-last");
}

/** @param {import("@lezer/common").SyntaxNode | null} item */
function depthOf(item) {
  let depth = 0;
  for (let node = item; node; node = node.parent) if (node.name === "ListItem") depth++;
  return Math.min(depth, DEEPEST);
}

/** The mark of a list item, set in a hanging indent; a task shows its box instead. The caret in it shows it as written. */
function listMark(painter, ref) {
  const item = ref.node.parent;
  const line = painter.doc.lineAt(ref.from);
  const lead = ref.from - /[ \t]*$/.exec(line.text.slice(0, ref.from - line.from))[0].length;
  const depth = depthOf(item);
  painter.line(ref.from, `cm-md-item cm-md-depth-${depth}`);
  if (depth > 1) painter.mark(lead, ref.from, "cm-md-lead");
  const box = item?.getChild("Task")?.getChild("TaskMarker");
  const mark = { from: ref.from, to: box?.to ?? ref.to };
  const end = Math.min(mark.to + 1, line.to);
  if (painter.touched(mark)) painter.mark(mark.from, end, "cm-md-marker");
  else if (box) painter.replace(mark.from, end, new Checkbox(painter.doc.sliceString(box.from + 1, box.to - 1) !== " "));
  else if (item?.parent?.name === "BulletList") painter.replace(mark.from, end, bullet);
  else painter.mark(mark.from, end, "cm-md-marker");
}

/** @type {Record<string, Rule>} */
export const blockRules = {
  ATXHeading1: heading(1),
  ATXHeading2: heading(2),
  ATXHeading3: heading(3),
  ATXHeading4: heading(4),
  ATXHeading5: heading(5),
  ATXHeading6: heading(6),
  SetextHeading1: heading(1),
  SetextHeading2: heading(2),
  HeaderMark: headingMark,
  FencedCode: codeBlock,
  CodeBlock: codeBlock,
  CodeMark: codeMark,
  Blockquote: quoteOrCallout,
  QuoteMark: (painter, node) => painter.hideOrFade(node, 1),
  ListMark: listMark,
  HorizontalRule: (painter, node) => {
    if (!painter.onCursorLine(node)) painter.replace(node.from, node.to, rule);
  },
};
