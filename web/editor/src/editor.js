/** One editor: assembles the extensions and offers the calls that the Rust page makes. */
import { completionStatus } from "@codemirror/autocomplete";
import { Compartment, EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, placeholder } from "@codemirror/view";
import { putBlock } from "./blocks.js";
import { carets, showCarets } from "./carets.js";
import { difference, editsOf, fits, remote } from "./changes.js";
import { images } from "./images.js";
import { choosePictures } from "./images-upload.js";
import { direction } from "./direction.js";
import { found, showFound } from "./found.js";
import { keys } from "./keys.js";
import { singleLine } from "./line.js";
import { markdown } from "./markdown.js";
import { mentionMenu, oneSpace } from "./mentions.js";
import { menus } from "./menu.js";
import { wholePairs } from "./pairs.js";
import { pasteRich } from "./paste.js";
import { ranges, showFindings, showRanges } from "./ranges.js";
import { slashMenu } from "./slash.js";
import {
  hasLeft,
  isSuggesting,
  redoSuggested,
  settle,
  sharedText,
  suggesting,
  suggestions,
  suggestsAnew,
  takeIn,
  toShared,
  toShown,
  turnSuggesting,
  undoSuggested,
} from "./suggesting.js";
import * as texts from "./texts.js";
import { toolbar } from "./toolbar.js";

/**
 * @typedef {object} EditorOptions
 * @property {string} [doc] the text to start with
 * @property {"markdown" | "line"} [mode] `line` is a single paragraph of plain text
 * @property {string} [placeholder] shown while the text is empty
 * @property {string} [ariaLabel] accessible name
 * @property {string} [ariaLabelledBy] id of the element that names the editor, instead of `ariaLabel`
 * @property {boolean} [readOnly]
 * @property {string} [images] address of the pictures that the text may show and take; without it there are none
 * @property {string} [key] which text it is, on this page
 * @property {string} [nonce] the page's CSP nonce: without it the style sheet is blocked and spaces become U+00A0
 * @property {boolean} [spellcheck]
 * @property {(edits: import("./changes.js").Edit[]) => void} [onChange] local edits only, called synchronously
 * @property {(anchor: number, head: number, focused: boolean) => void} [onSelection] never called from inside a call
 *   to the editor, and not for a selection that remote edits merely moved
 * @property {(edits: import("./changes.js").Edit[]) => void} [onSuggest] in suggest mode: what is suggested so far, whenever that changes
 * @property {() => void} [onSuggested] in suggest mode: the caret or the keyboard has left what is suggested; called later, like `onSelection`
 * @property {() => void} [onUndo]
 * @property {() => void} [onRedo]
 * @property {() => void} [onComment]
 * @property {() => void} [onEnter] Enter in `line` mode
 * @property {(direction: "up" | "down") => unknown} [onLeave] an arrow key leaves the text; `false` means: nowhere to go
 * @property {(id: string) => void} [onRangeClick]
 * @property {(menu: "slash" | "mention") => import("./menu.js").Offer[] | Promise<import("./menu.js").Offer[]>} [offers] what the
 *   page adds to a menu when it opens
 * @property {(id: string, line: string) => void} [onOffer] an offer with an id was chosen; `line` is the text of its line, without marks in front
 */

/** Line ends are always one unit, so that offsets agree with the shared text. */
const normaliseLineEnds = EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n"));

/**
 * Keeps the caret clear of what the page pins to the window, as its `scroll-padding` says. Not while a menu is open: CodeMirror takes what
 * lies within the margins of the editor for out of sight, and with that the menu at the last lines of every text.
 */
const scrollMargins = EditorView.scrollMargins.of((view) => {
  if (completionStatus(view.state) !== null) return null;
  const style = getComputedStyle(view.dom.ownerDocument.documentElement);
  return { top: parseFloat(style.scrollPaddingTop) || 0, bottom: parseFloat(style.scrollPaddingBottom) || 0 };
});

/** @param {boolean} on */
function readOnlyExtension(on) {
  if (!on) return [];
  return [
    EditorState.readOnly.of(true),
    EditorState.changeFilter.of(() => false),
    EditorView.contentAttributes.of({ "aria-readonly": "true", inputmode: "none" }),
  ];
}

/** @param {EditorOptions} options */
function contentAttributes(options) {
  /** @type {Record<string, string>} */
  const attributes = {
    tabindex: "0",
    "aria-multiline": String(options.mode !== "line"),
    spellcheck: String(options.spellcheck !== false),
    autocorrect: "on",
    autocapitalize: "sentences",
  };
  if (options.ariaLabelledBy) attributes["aria-labelledby"] = options.ariaLabelledBy;
  else if (options.ariaLabel) attributes["aria-label"] = options.ariaLabel;
  return EditorView.contentAttributes.of(attributes);
}

/** What `/` offers where pictures can be kept. */
const PICTURE = { id: "picture", group: texts.BLOCKS, label: texts.PICTURE, icon: /** @type {const} */ ("image"), words: texts.ALSO_PICTURE };

/** An editor in the page. Offsets are UTF-16 units; ones outside the text are clamped to it. */
export class Editor {
  /** @type {EditorOptions} */ #options;
  #readOnly = new Compartment();
  #wrapper = document.createElement("div");
  /** @type {EditorView} */ #view;
  #reported = "";
  #reporting = false;
  #suggested = false;

  /**
   * @param {HTMLElement} parent
   * @param {EditorOptions} options
   */
  constructor(parent, options) {
    this.#options = options;
    const line = options.mode === "line";
    this.#wrapper.className = `debrief-editor debrief-editor-${line ? "line" : "markdown"}`;
    parent.appendChild(this.#wrapper);
    const actions = {
      undo: () => undoSuggested(this.#view) || this.#options.onUndo?.(),
      redo: () => redoSuggested(this.#view) || this.#options.onRedo?.(),
      comment: options.onComment ? () => this.#options.onComment?.() : null,
      enter: () => this.#options.onEnter?.(),
      leave: options.onLeave ? (direction) => this.#options.onLeave?.(direction) : null,
    };
    this.#view = new EditorView({
      parent: this.#wrapper,
      state: EditorState.create({
        doc: options.doc ?? "",
        extensions: [
          EditorState.lineSeparator.of("\n"),
          EditorView.cspNonce.of(options.nonce ?? ""),
          EditorView.lineWrapping,
          normaliseLineEnds,
          wholePairs,
          suggesting,
          scrollMargins,
          this.#readOnly.of(readOnlyExtension(Boolean(options.readOnly))),
          contentAttributes(options),
          keys(line, actions),
          line ? singleLine : [markdown, this.#menus(), oneSpace, pasteRich],
          direction,
          found,
          options.images && !line ? images(options.images, options.key ?? "") : [],
          options.placeholder ? placeholder(options.placeholder) : [],
          ranges((id) => this.#options.onRangeClick?.(id)),
          carets,
          toolbar(line, actions.comment),
          EditorView.updateListener.of((update) => this.#report(update)),
        ],
      }),
    });
  }

  /** What `/` and `@` open. */
  #menus() {
    const offers = async (menu) => {
      const more = (await this.#options.offers?.(menu)) ?? [];
      return menu === "slash" && this.#options.images ? [PICTURE, ...more] : more;
    };
    const chosen = (id, line) => (id === PICTURE.id ? choosePictures(this.#view) : this.#options.onOffer?.(id, line));
    return menus([slashMenu(() => offers("slash"), chosen), mentionMenu(() => offers("mention"), chosen)]);
  }

  /** @param {import("@codemirror/view").ViewUpdate} update */
  #report(update) {
    let local = update.selectionSet || update.focusChanged;
    for (const transaction of update.transactions) {
      if (!transaction.docChanged || transaction.annotation(remote)) continue;
      local = true;
      if (!isSuggesting(update.state)) this.#options.onChange?.(editsOf(transaction.changes, transaction.startState.doc));
    }
    if (suggestsAnew(update)) this.#reportSuggested();
    if (local && !this.#reporting) {
      this.#reporting = true;
      queueMicrotask(() => this.#reportSelection());
    }
  }

  /** What is suggested, as a whole, and not from within CodeMirror's own work. */
  #reportSuggested() {
    if (this.#suggested) return;
    this.#suggested = true;
    queueMicrotask(() => {
      this.#suggested = false;
      this.#options.onSuggest?.(this.suggested());
    });
  }

  #reportSelection() {
    this.#reporting = false;
    if (suggestions(this.#view.state).length > 0 && (!this.hasFocus() || hasLeft(this.#view.state))) this.#options.onSuggested?.();
    const [anchor, head] = this.selection();
    const focused = this.hasFocus();
    const key = `${anchor} ${head} ${focused}`;
    if (key === this.#reported) return;
    this.#reported = key;
    this.#options.onSelection?.(anchor, head, focused);
  }

  /**
   * An offset of the shared text as one of what is shown.
   *
   * @param {number} pos
   */
  #clamp(pos) {
    return toShown(this.#view.state, Math.max(0, Math.min(pos, sharedText(this.#view.state).length)));
  }

  /**
   * Two offsets of the shared text in what is shown.
   *
   * @param {Record<string, any>} range
   * @param {string} one
   * @param {string} other
   */
  #shownEnds(range, one, other) {
    const { state } = this.#view;
    return isSuggesting(state) ? { [one]: toShown(state, range[one], 1), [other]: toShown(state, range[other]) } : {};
  }

  /**
   * Applies edits of the shared text; offsets count in the text as it is now. Selection, scroll position and an
   * input method's composition are kept, and `onChange` is not called.
   *
   * @param {import("./changes.js").Edit[]} edits
   * @returns {boolean} false if they don't fit this text and nothing was done: call `replaceAll` then
   */
  applyRemote(edits) {
    if (!fits(edits, sharedText(this.#view.state).length)) return false;
    if (edits.length > 0) takeIn(this.#view, edits);
    return true;
  }

  /** The whole shared text. */
  text() {
    return sharedText(this.#view.state).toString();
  }

  /** What is on the page: the shared text with what is suggested here. */
  shown() {
    return this.#view.state.doc.toString();
  }

  /** What is suggested here and not handed over, a line's changes as one; in offsets of the shared text. */
  suggested() {
    return suggestions(this.#view.state);
  }

  /** Takes what is suggested out of sight: it was handed over, and is shown as a comment from here on. */
  settle() {
    settle(this.#view);
  }

  /**
   * Whether typing suggests. What is suggested when it ends is taken out of sight.
   *
   * @param {boolean} on
   */
  setSuggesting(on) {
    turnSuggesting(this.#view, on);
  }

  /**
   * Makes the text equal to `text` by the smallest single remote edit; `onChange` is not called.
   *
   * @param {string} text
   */
  replaceAll(text) {
    const edit = difference(this.text(), text);
    if (edit) this.applyRemote([edit]);
  }

  /**
   * Shows where other people are; replaces those shown before.
   *
   * @param {import("./carets.js").Caret[]} list
   */
  setCarets(list) {
    this.#view.dispatch({ effects: showCarets.of(list.map((caret) => ({ ...caret, ...this.#shownEnds(caret, "anchor", "head") }))) });
  }

  /**
   * Shows comments; replaces those shown before.
   *
   * @param {import("./ranges.js").TextRange[]} list
   */
  setRanges(list) {
    this.#view.dispatch({ effects: showRanges.of(list.map((range) => ({ ...range, ...this.#shownEnds(range, "from", "to") }))) });
  }

  /**
   * Shows findings of the lens; replaces those shown before.
   *
   * @param {import("./ranges.js").TextRange[]} list
   */
  setFindings(list) {
    this.#view.dispatch({ effects: showFindings.of(list.map((range) => ({ ...range, ...this.#shownEnds(range, "from", "to") }))) });
  }

  /**
   * Shows what a search found; replaces what was shown before.
   *
   * @param {import("./found.js").Found[]} list
   */
  setFound(list) {
    this.#view.dispatch({ effects: showFound.of(list.map((range) => ({ ...range, ...this.#shownEnds(range, "from", "to") }))) });
  }

  /**
   * Puts a block of Markdown below the caret's line, or in the place of an empty one, as this person's own edit.
   *
   * @param {string} text
   */
  insertBlock(text) {
    const { head } = this.#view.state.selection.main;
    this.#view.dispatch({ scrollIntoView: true, ...putBlock(this.#view.state, head, head, text) });
    this.#view.focus();
  }

  /** @param {boolean} on */
  setReadOnly(on) {
    this.#view.dispatch({ effects: this.#readOnly.reconfigure(readOnlyExtension(on)) });
  }

  /**
   * Gives the editor the keyboard, with the caret at the place.
   *
   * @param {"start" | "end" | number} [at] without it the caret stays
   */
  focus(at) {
    if (at !== undefined && at !== null) {
      const pos = at === "start" ? 0 : at === "end" ? Infinity : at;
      this.select(pos, pos);
    }
    this.#view.focus();
  }

  /**
   * @param {number} anchor
   * @param {number} head
   */
  select(anchor, head) {
    const selection = EditorSelection.single(this.#clamp(anchor), this.#clamp(head));
    this.#view.dispatch({ selection, scrollIntoView: true });
  }

  /** @returns {[anchor: number, head: number]} */
  selection() {
    const { state } = this.#view;
    const { anchor, head } = state.selection.main;
    return [toShared(state, anchor), toShared(state, head)];
  }

  /** True while the keyboard is in the text or in the editor's toolbar. */
  hasFocus() {
    return this.#wrapper.contains(document.activeElement);
  }

  /**
   * Where a place of the text is in the window; estimated by line for text that is scrolled away.
   *
   * @param {number} pos
   * @returns {{top: number, left: number, bottom: number} | null} null while the editor isn't laid out
   */
  coordsAt(pos) {
    if (!this.#wrapper.isConnected || this.#wrapper.offsetHeight === 0) return null;
    const at = this.#clamp(pos);
    const exact = this.#view.coordsAtPos(at);
    if (exact) return { top: exact.top, left: exact.left, bottom: exact.bottom };
    const block = this.#view.lineBlockAt(at);
    const { left } = this.#view.contentDOM.getBoundingClientRect();
    const top = this.#view.documentTop + block.top;
    return { top, left, bottom: top + block.height };
  }

  /** Asks for picture files; they go to where the caret is. */
  choosePictures() {
    choosePictures(this.#view);
  }

  /** @param {number} pos */
  scrollTo(pos) {
    this.#view.dispatch({ effects: EditorView.scrollIntoView(this.#clamp(pos), { y: "center" }) });
  }

  /** Takes the editor out of the page; none of the callbacks is called afterwards. */
  destroy() {
    this.#options = {};
    this.#view.destroy();
    this.#wrapper.remove();
  }
}

/**
 * @param {HTMLElement} parent
 * @param {EditorOptions} options
 */
export function createEditor(parent, options) {
  return new Editor(parent, options);
}
