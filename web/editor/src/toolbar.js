/** The small toolbar that appears at a selection. Alt-F10 goes into it, Escape back to the text. */
import { Prec } from "@codemirror/state";
import { EditorView, ViewPlugin, keymap } from "@codemirror/view";
import { spanAround, toggleInline, toggleLink, toggleList, toggleQuote } from "./format.js";
import { icon } from "./icons.js";
import { command } from "./keys.js";
import * as texts from "./texts.js";

const SETTLE_MS = 120;
const GAP = 8;

/**
 * @typedef {object} Item
 * @property {Parameters<typeof icon>[0]} name
 * @property {string} label
 * @property {string} [keys] as `aria-keyshortcuts` writes them; Control stands for ⌘ on a Mac
 * @property {(view: EditorView) => unknown} run
 * @property {import("./format.js").Span} [span] whose presence the button shows as pressed
 */

/** @type {Item[]} */
const FORMATS = [
  { name: "bold", label: texts.BOLD, keys: "Control+B", run: command((state) => toggleInline(state, "bold")), span: "bold" },
  { name: "italic", label: texts.ITALIC, keys: "Control+I", run: command((state) => toggleInline(state, "italic")), span: "italic" },
  { name: "strike", label: texts.STRIKE_THROUGH, keys: "Control+Shift+X", run: command((state) => toggleInline(state, "strike")), span: "strike" },
  { name: "code", label: texts.CODE, keys: "Control+E", run: command((state) => toggleInline(state, "code")), span: "code" },
  { name: "link", label: texts.LINK, keys: "Control+K", run: command(toggleLink), span: "link" },
  { name: "list", label: texts.LIST, run: command(toggleList) },
  { name: "quote", label: texts.QUOTE, run: command(toggleQuote) },
];

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
const shown = (keys) => (isMac ? keys.replace(/Control\+/, "⌘").replace(/Alt\+/, "⌥") : keys.replace("Control", "Ctrl"));

/**
 * @param {Item} item
 * @param {EditorView} view
 */
function makeButton(item, view) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cm-toolbar-button";
  button.tabIndex = -1;
  button.setAttribute("aria-label", item.label);
  button.title = item.label;
  if (item.keys) {
    button.title += ` (${shown(item.keys)})`;
    button.setAttribute("aria-keyshortcuts", isMac ? item.keys.replace("Control", "Meta") : item.keys);
  }
  button.append(icon(item.name));
  // A press must not take the selection or, on touch, the keyboard away from the text.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => item.run(view));
  return button;
}

class Toolbar {
  #timer = 0;
  #pressed = false;
  #touch = false;

  /**
   * @param {EditorView} view
   * @param {Item[]} formats
   * @param {(() => void) | null} comment
   */
  constructor(view, formats, comment) {
    this.view = view;
    this.items = formats.map((item) => ({ ...item, button: makeButton(item, view) }));
    const last = { name: /** @type {const} */ ("comment"), label: texts.COMMENT, keys: "Control+Alt+M", run: () => comment?.() };
    this.comment = comment ? makeButton(last, view) : null;
    this.dom = document.createElement("div");
    this.dom.className = "cm-toolbar";
    this.dom.hidden = true;
    this.dom.setAttribute("role", "toolbar");
    this.dom.setAttribute("aria-label", texts.SELECTED_TEXT);
    this.dom.append(...this.items.map(({ button }) => button), ...(this.comment ? [this.comment] : []));
    this.dom.addEventListener("keydown", (event) => this.#key(event));
    this.dom.addEventListener("focusout", () => this.#later());
    view.dom.after(this.dom);
    this.press = this.press.bind(this);
    this.release = this.release.bind(this);
    view.contentDOM.addEventListener("pointerdown", this.press);
    for (const end of ["pointerup", "pointercancel"]) view.dom.ownerDocument.addEventListener(end, this.release);
  }

  press(event) {
    this.#touch = event.pointerType === "touch";
    this.#pressed = !this.#touch;
    this.#later();
  }

  release() {
    this.#pressed = false;
    this.#later();
  }

  /** @param {import("@codemirror/view").ViewUpdate} update */
  update(update) {
    if (update.selectionSet || update.focusChanged || update.docChanged || update.startState.readOnly !== update.state.readOnly) {
      this.#later();
    } else if (update.geometryChanged && !this.dom.hidden) {
      this.#place();
    }
  }

  /** Shows, moves or hides the bar; showing waits until the selection has come to rest. */
  #later() {
    clearTimeout(this.#timer);
    if (!this.#wanted()) {
      // Focus is between two elements while it moves from the text into the bar.
      this.#timer = window.setTimeout(() => (this.dom.hidden = !this.#wanted()), 0);
      return;
    }
    this.#timer = window.setTimeout(() => this.#show(), this.dom.hidden ? SETTLE_MS : 0);
  }

  #wanted() {
    const { readOnly, selection } = this.view.state;
    const focused = this.view.dom.parentElement?.contains(document.activeElement);
    const useful = this.comment !== null || (!readOnly && this.items.length > 0);
    return Boolean(focused && useful && !selection.main.empty && !this.#pressed && !this.view.composing);
  }

  #show() {
    if (!this.#wanted()) return;
    const { state } = this.view;
    for (const { button, span } of this.items) {
      button.hidden = state.readOnly;
      if (span) button.setAttribute("aria-pressed", String(spanAround(state, span) !== null));
    }
    const visible = this.#buttons();
    if (!visible.includes(/** @type {HTMLButtonElement} */ (document.activeElement))) {
      visible.forEach((button, index) => (button.tabIndex = index === 0 ? 0 : -1));
    }
    this.dom.hidden = false;
    this.#place();
  }

  /** Above the selection; below it where there is no room, or where a phone shows its own menu above. */
  #place() {
    this.view.requestMeasure({
      key: this,
      read: (view) => {
        const { from, to } = view.state.selection.main;
        const first = view.coordsAtPos(from, 1);
        const last = view.coordsAtPos(to, -1);
        const anchor = first ?? last;
        if (!anchor) return null;
        const box = /** @type {HTMLElement} */ (this.dom.parentElement).getBoundingClientRect();
        const { offsetWidth: width, offsetHeight: height } = this.dom;
        const reserved = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
        // Over a picture it would lie on what stands above, however high the picture is.
        const picture = view.state.sliceDoc(from, Math.min(to, from + 2)) === "![";
        const below = this.#touch || picture || !first || first.top - height - GAP < reserved;
        const top = below ? (last ?? anchor).bottom + GAP : anchor.top - height - GAP;
        const room = Math.max(0, box.width - width);
        return { left: Math.max(0, Math.min(anchor.left - box.left - GAP, room)), top: top - box.top };
      },
      write: (place) => {
        if (!place) return;
        this.dom.style.left = `${place.left}px`;
        this.dom.style.top = `${place.top}px`;
      },
    });
  }

  /** @returns {HTMLButtonElement[]} */
  #buttons() {
    return [...this.dom.querySelectorAll("button")].filter((button) => !button.hidden);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = this.#buttons();
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const target = {
      ArrowRight: (at + 1) % buttons.length,
      ArrowLeft: (at + buttons.length - 1) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (event.key === "Escape") this.view.focus();
    else if (target === undefined) return;
    else {
      buttons[at].tabIndex = -1;
      buttons[target].tabIndex = 0;
      buttons[target].focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns {boolean} false if the bar isn't shown */
  enter() {
    if (this.dom.hidden) return false;
    this.#buttons().find((button) => button.tabIndex === 0)?.focus();
    return true;
  }

  destroy() {
    clearTimeout(this.#timer);
    for (const end of ["pointerup", "pointercancel"]) {
      this.view.dom.ownerDocument.removeEventListener(end, this.release);
    }
    this.dom.remove();
  }
}

/**
 * The extension. A single-paragraph text has no formats, so it shows the comment button alone, or nothing.
 *
 * @param {boolean} line
 * @param {(() => void) | null} comment
 */
export function toolbar(line, comment) {
  if (line && !comment) return [];
  const plugin = ViewPlugin.define((view) => new Toolbar(view, line ? [] : FORMATS, comment));
  return [plugin, Prec.high(keymap.of([{ key: "Alt-F10", run: (view) => view.plugin(plugin)?.enter() ?? false }]))];
}
