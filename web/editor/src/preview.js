/**
 * Live preview: Markdown looks like its result, and shows its marks where the caret is. Only what is on the screen
 * is decorated. While an input method composes, or a pointer is down, decorations are mapped and not rebuilt:
 * replacing DOM under either breaks it.
 */
import { syntaxTree } from "@codemirror/language";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";
import { followLinks } from "./links.js";
import { inlineRules } from "./preview-inline.js";
import { blockRules } from "./preview-block.js";
import { tablePreview } from "./preview-table.js";

const ATOM = Decoration.mark({});

/** Collects the decorations of one pass over the visible part of the tree. */
export class Painter {
  /** @type {import("@codemirror/state").Range<Decoration>[]} */ #found = [];
  /** @type {import("@codemirror/state").Range<Decoration>[]} */ #atoms = [];
  /** @type {Set<string>} */ #lines = new Set();
  #selection;
  #cursorLines;

  /**
   * @param {import("@codemirror/state").EditorState} state
   * @param {boolean} focused without focus no caret is shown, so no marks are either
   */
  constructor(state, focused) {
    /** Document being painted. */
    this.doc = state.doc;
    const { from, to } = state.selection.main;
    this.#selection = focused ? { from, to } : { from: Infinity, to: -1 };
    this.#cursorLines = focused
      ? { from: this.doc.lineAt(from).from, to: this.doc.lineAt(to).to }
      : this.#selection;
  }

  /** True if the caret or selection is on a line of the range. */
  onCursorLine({ from, to }) {
    return from <= this.#cursorLines.to && to >= this.#cursorLines.from;
  }

  /** True if the caret or selection touches the range itself. */
  touched({ from, to }) {
    return from <= this.#selection.to && to >= this.#selection.from;
  }

  /** @param {number} from @param {number} to @param {string} className @param {Record<string, string>} [attributes] */
  mark(from, to, className, attributes) {
    if (from < to) this.#found.push(Decoration.mark({ class: className, attributes }).range(from, to));
  }

  /** Takes the range out of sight; across a line break it stays, as a plugin may not join lines. */
  hide(from, to) {
    if (from < to && this.doc.lineAt(from).to >= to) this.#found.push(Decoration.replace({}).range(from, to));
  }

  /** Shows the range faintly on the caret's line and hides it elsewhere, with `extra` units after it. */
  hideOrFade(node, extra = 0) {
    if (this.onCursorLine(node)) this.mark(node.from, node.to, "cm-md-faint");
    else this.hide(node.from, Math.min(node.to + extra, this.doc.lineAt(node.to).to));
  }

  /** @param {number} from @param {number} to @param {import("@codemirror/view").WidgetType} widget */
  replace(from, to, widget) {
    this.#found.push(Decoration.replace({ widget }).range(from, to));
  }

  /** Shows `from..to` of a node as one thing, which the caret passes as a whole. */
  chip(node, from, to) {
    if (this.doc.lineAt(node.from).to < node.to) return;
    this.mark(from, to, "cm-md-mention");
    this.hide(node.from, from);
    this.hide(to, node.to);
    this.#atoms.push(ATOM.range(node.from, node.to));
  }

  /** Gives the line that `pos` is on a class, once. */
  line(pos, className) {
    const { from } = this.doc.lineAt(pos);
    const key = `${from} ${className}`;
    if (this.#lines.has(key)) return;
    this.#lines.add(key);
    this.#found.push(Decoration.line({ class: className }).range(from));
  }

  /** Gives every line of the node that lies in the visible range a class. */
  lines(node, className) {
    const end = Math.min(node.to, this.visible.to);
    for (let pos = Math.max(node.from, this.visible.from); pos <= end; pos = this.doc.lineAt(pos).to + 1) {
      this.line(pos, className);
    }
  }

  /** @param {import("@lezer/common").Tree} tree @param {{from: number, to: number}} visible */
  paint(tree, visible) {
    /** Part of the document on the screen. */
    this.visible = visible;
    tree.iterate({
      ...visible,
      enter: (node) => (blockRules[node.name] ?? inlineRules[node.name])?.(this, node),
    });
  }

  /** What is drawn, and what the caret passes as a whole. */
  finish() {
    return { decorations: Decoration.set(this.#found, true), atoms: Decoration.set(this.#atoms, true) };
  }
}

/** @param {EditorView} view */
function build(view) {
  const focused = view.dom.parentElement?.contains(view.dom.ownerDocument.activeElement) ?? false;
  const painter = new Painter(view.state, focused);
  for (const visible of view.visibleRanges) painter.paint(syntaxTree(view.state), visible);
  return painter.finish();
}

/** Without those that hide a line break since one came into them: a plugin may not, CodeMirror throws. */
function withoutBreaks(decorations, doc) {
  return decorations.update({ filter: (from, to, value) => !value.point || doc.lineAt(from).to >= to });
}

class Preview {
  #stale = false;
  #pressed = false;

  /** @param {EditorView} view */
  constructor(view) {
    this.view = view;
    ({ decorations: this.decorations, atoms: this.atoms } = build(view));
    this.release = this.release.bind(this);
    this.press = this.press.bind(this);
    this.settle = this.settle.bind(this);
    view.contentDOM.addEventListener("pointerdown", this.press);
    view.contentDOM.addEventListener("compositionend", this.settle);
    for (const end of ["pointerup", "pointercancel"]) view.dom.ownerDocument.addEventListener(end, this.release);
  }

  press() {
    this.#pressed = true;
  }

  release() {
    if (!this.#pressed) return;
    this.#pressed = false;
    this.settle();
  }

  /** Catches up on what was put off, after CodeMirror has handled the event itself. */
  settle() {
    setTimeout(() => {
      if (this.#stale && this.view.dom.isConnected) this.view.dispatch({});
    }, 60);
  }

  /** @param {import("@codemirror/view").ViewUpdate} update */
  update(update) {
    const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
    const changed = update.docChanged || update.viewportChanged || update.selectionSet || update.focusChanged || parsed;
    if (!changed && !this.#stale) return;
    const held = update.view.composing || this.#pressed;
    this.#stale = held;
    if (!held) {
      ({ decorations: this.decorations, atoms: this.atoms } = build(update.view));
      return;
    }
    this.decorations = withoutBreaks(this.decorations.map(update.changes), update.state.doc);
    this.atoms = this.atoms.map(update.changes);
    if (update.viewportChanged) this.#extend(update.view);
  }

  /** Decorates what has been scrolled into view, without touching the lines that are being written. */
  #extend(view) {
    const { from, to } = view.state.selection.main;
    const held = { from: view.state.doc.lineAt(from).from, to: view.state.doc.lineAt(to).to };
    const inside = (start, end) => start <= held.to && end >= held.from;
    const kept = [];
    this.decorations.between(held.from, held.to, (start, end, value) => void kept.push(value.range(start, end)));
    this.decorations = build(view).decorations.update({ filter: (start, end) => !inside(start, end), add: kept, sort: true });
  }

  destroy() {
    for (const end of ["pointerup", "pointercancel"]) {
      this.view.dom.ownerDocument.removeEventListener(end, this.release);
    }
  }
}

const plugin = ViewPlugin.fromClass(Preview, { decorations: (value) => value.decorations });

/** The extension: decorations, and links that open. */
export const preview = [
  plugin,
  EditorView.atomicRanges.of((view) => view.plugin(plugin)?.atoms ?? Decoration.none),
  tablePreview,
  followLinks,
];
