/**
 * Where other people are in the text. Carets and selections are drawn in layers above and below the text, not in it,
 * so they never disturb an input method, a spelling mark or a screen reader.
 */
import { EditorSelection, StateEffect, StateField } from "@codemirror/state";
import { RectangleMarker, layer } from "@codemirror/view";
import { remote } from "./changes.js";

/**
 * @typedef {object} Caret
 * @property {string} id of the person's connection
 * @property {string} name
 * @property {number} color index into the palette of `editor.css`, 0–11
 * @property {number} anchor
 * @property {number} head
 */
/** @typedef {Caret & {moves: number}} TrackedCaret `moves` counts up each time its person does something */

const PALETTE = 12;
const LABEL_HEIGHT = 20;

/** Replaces the carets shown. @type {import("@codemirror/state").StateEffectType<Caret[]>} */
export const showCarets = StateEffect.define();

/**
 * @param {Caret} caret
 * @param {TrackedCaret | undefined} before
 * @param {number} length of the text
 * @returns {TrackedCaret}
 */
function track(caret, before, length) {
  const anchor = Math.max(0, Math.min(caret.anchor, length));
  const head = Math.max(0, Math.min(caret.head, length));
  const still = before && before.anchor === anchor && before.head === head;
  return { ...caret, anchor, head, moves: (before?.moves ?? 0) + (still ? 0 : 1) };
}

/** @type {StateField<TrackedCaret[]>} */
const field = StateField.define({
  create: () => [],
  update(list, transaction) {
    let carets = list;
    if (transaction.docChanged && carets.length) {
      // Text that arrives at a caret is most likely its person's own, text that is typed here is not.
      const side = transaction.annotation(remote) ? 1 : -1;
      const map = (pos) => transaction.changes.mapPos(pos, side);
      carets = carets.map((caret) => ({ ...caret, anchor: map(caret.anchor), head: map(caret.head) }));
    }
    for (const effect of transaction.effects) {
      if (!effect.is(showCarets)) continue;
      const known = new Map(carets.map((caret) => [caret.id, caret]));
      const { length } = transaction.state.doc;
      carets = effect.value.map((caret) => track(caret, known.get(caret.id), length));
      carets.sort((a, b) => (a.id < b.id ? -1 : 1));
    }
    return carets;
  },
});

const peer = (color) => `peer-${((color % PALETTE) + PALETTE) % PALETTE}`;

/** The bar of a caret, with the name that its style sheet shows. */
class Bar {
  /**
   * @param {RectangleMarker} at
   * @param {TrackedCaret} caret
   * @param {number} width of the text
   */
  constructor(at, caret, width) {
    this.at = at;
    this.caret = caret;
    const place = at.top < LABEL_HEIGHT ? " cm-peer-below" : "";
    const side = at.left > width / 2 ? " cm-peer-end" : "";
    // Two names of one animation: changing between them starts it again.
    this.className = `cm-peer-caret ${peer(caret.color)} cm-peer-move-${caret.moves % 2}${place}${side}`;
  }

  eq(other) {
    return (
      other.caret.id === this.caret.id &&
      other.caret.name === this.caret.name &&
      other.className === this.className &&
      other.at.eq(this.at)
    );
  }

  draw() {
    const dom = document.createElement("div");
    this.#adjust(dom);
    return dom;
  }

  update(dom, before) {
    if (before.caret?.id !== this.caret.id) return false;
    this.#adjust(dom);
    return true;
  }

  #adjust(dom) {
    dom.className = this.className;
    dom.dataset.name = this.caret.name;
    dom.style.left = `${this.at.left}px`;
    dom.style.top = `${this.at.top}px`;
    dom.style.height = `${this.at.height}px`;
  }
}

const changed = (update) =>
  update.startState.field(field) !== update.state.field(field) ||
  (update.state.field(field).length > 0 && (update.docChanged || update.viewportChanged));

const bars = layer({
  above: true,
  class: "cm-peer-carets",
  update: changed,
  markers(view) {
    const width = view.contentDOM.offsetWidth;
    return view.state.field(field).flatMap((caret) => {
      const cursor = EditorSelection.cursor(caret.head);
      return RectangleMarker.forRange(view, "", cursor).map((at) => new Bar(at, caret, width));
    });
  },
});

const selections = layer({
  above: false,
  class: "cm-peer-selections",
  update: changed,
  markers(view) {
    return view.state.field(field).flatMap((caret) => {
      if (caret.anchor === caret.head) return [];
      const range = EditorSelection.range(caret.anchor, caret.head);
      return RectangleMarker.forRange(view, `cm-peer-selection ${peer(caret.color)}`, range);
    });
  },
});

/** The extension. */
export const carets = [field, bars, selections];
