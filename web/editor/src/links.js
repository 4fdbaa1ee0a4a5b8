/** Where links lead, and opening them. */
import { syntaxTree } from "@codemirror/language";
import { EditorView } from "@codemirror/view";

/** What a node's address says, in brackets or not. */
export function writtenAddress(node, doc) {
  const url = node.name === "URL" ? node : node.getChild("URL");
  return url ? doc.sliceString(url.from, url.to).replace(/^<|>$/g, "") : "";
}

/**
 * The address that a node of the tree leads to, if it is one that is safe to open.
 *
 * @param {import("@lezer/common").SyntaxNode} node a link, an image or an address
 * @param {import("@codemirror/state").Text} doc
 * @returns {string | null}
 */
export function targetOf(node, doc) {
  const written = writtenAddress(node, doc);
  if (/^(https?:\/\/|mailto:)/i.test(written)) return written;
  if (/^www\./i.test(written)) return `https://${written}`;
  return /^[^\s@/:]+@[^\s@/:]+$/.test(written) ? `mailto:${written}` : null;
}

/**
 * @param {import("@codemirror/state").EditorState} state
 * @param {number} pos
 */
function linkAt(state, pos) {
  for (let node = syntaxTree(state).resolveInner(pos, 1); node; node = node.parent) {
    if (["Link", "Image", "Autolink", "URL"].includes(node.name)) return targetOf(node, state.doc);
  }
  return null;
}

/** Ctrl or ⌘ and a click opens a link; where the text can't be edited, a click alone does. */
export const followLinks = EditorView.domEventHandlers({
  click(event, view) {
    if (event.button !== 0 || !(event.ctrlKey || event.metaKey || view.state.readOnly)) return false;
    const element = event.target instanceof Element ? event.target.closest(".cm-md-link") : null;
    const target = element && linkAt(view.state, view.posAtDOM(element));
    if (!target) return false;
    event.preventDefault();
    window.open(target, "_blank", "noopener,noreferrer");
    return true;
  },
});
