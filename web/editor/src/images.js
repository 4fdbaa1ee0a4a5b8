/**
 * Pictures in the text, shown in place of their Markdown. Each is one unit for caret and keys; its description is edited in a field below
 * it. Room for it is there before it is.
 */
import { syntaxTree } from "@codemirror/language";
import { Decoration, EditorView, ViewPlugin, WidgetType } from "@codemirror/view";
import { difference } from "./changes.js";
import { picturesIn, readAlt, writeAlt } from "./images-text.js";
import { uploads } from "./images-upload.js";
import * as texts from "./texts.js";

/** Highest that a picture is shown, in CSS pixels. */
const MAX_HEIGHT = 420;
const MAX_ALT_CHARS = 500;
const HINT = texts.DESCRIBE_THIS_PICTURE;

/** The picture that a widget's DOM stands for. */
function pictureAt(view, dom) {
  const at = view.posAtDOM(dom);
  const line = view.state.doc.lineAt(at);
  return picturesIn(line.text, line.from).find(({ from }) => from === at);
}

/** Writes what is in the field into the text, by the smallest change. */
function describe(view, dom, alt) {
  const picture = pictureAt(view, dom);
  const edit = picture && !view.state.readOnly && difference(picture.written, writeAlt(alt));
  if (!edit) return;
  const from = picture.altFrom + edit[0];
  view.dispatch({ changes: { from, to: from + edit[1], insert: edit[2] }, userEvent: "input.alt" });
}

/** Shows a description that somebody else has changed, without moving the caret of whoever writes in it. */
function catchUp(field, alt) {
  const edit = difference(field.value, alt);
  if (!edit) return;
  const [from, deleted, inserted] = edit;
  const moved = (at) => (at <= from ? at : Math.max(from, at - deleted) + inserted.length);
  const [start, end] = [moved(field.selectionStart), moved(field.selectionEnd)];
  const focused = field.ownerDocument.activeElement === field;
  field.value = alt;
  if (focused) field.setSelectionRange(start, end);
}

class PictureWidget extends WidgetType {
  /**
   * @param {string} src
   * @param {import("./images-text.js").Picture} picture
   * @param {boolean} readOnly
   * @param {boolean} selected
   */
  constructor(src, picture, readOnly, selected) {
    super();
    this.src = src;
    this.alt = readAlt(picture.written);
    this.width = picture.width;
    this.height = picture.height;
    this.readOnly = readOnly;
    this.selected = selected;
  }

  eq(other) {
    return ["src", "alt", "width", "height", "readOnly", "selected"].every((name) => this[name] === other[name]);
  }

  toDOM(view) {
    const dom = document.createElement("span");
    dom.className = "cm-picture";
    const image = document.createElement("img");
    image.className = "cm-picture-image";
    image.draggable = false;
    image.decoding = "async";
    image.addEventListener("error", () => dom.classList.add("cm-picture-missing"));
    image.addEventListener("load", () => {
      dom.classList.remove("cm-picture-missing");
      // Only where the text doesn't tell its size.
      view.requestMeasure();
    });
    image.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const picture = pictureAt(view, dom);
      if (!picture) return;
      view.focus();
      view.dispatch({ selection: { anchor: picture.from, head: picture.to } });
    });
    const missing = document.createElement("span");
    missing.className = "cm-picture-note";
    missing.textContent = texts.PICTURE_NOT_SHOWN;
    const field = document.createElement("input");
    field.className = "cm-picture-alt";
    field.type = "text";
    field.maxLength = MAX_ALT_CHARS;
    field.setAttribute("aria-label", texts.DESCRIPTION_OF_THE_PICTURE);
    field.placeholder = HINT;
    field.addEventListener("input", () => describe(view, dom, field.value));
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
      event.preventDefault();
      event.stopPropagation();
      const picture = pictureAt(view, dom);
      view.focus();
      if (picture) view.dispatch({ selection: { anchor: picture.to } });
    });
    const caption = document.createElement("span");
    caption.className = "cm-picture-caption";
    dom.append(image, missing, field, caption);
    this.updateDOM(dom);
    return dom;
  }

  updateDOM(dom) {
    const [image, , field, caption] = dom.children;
    if (image.getAttribute("src") !== this.src) image.src = this.src;
    image.alt = this.alt;
    const scale = this.height > MAX_HEIGHT ? MAX_HEIGHT / this.height : 1;
    if (this.width && this.height) {
      // Attributes, not styles: they tell the browser the room it needs before the picture is there.
      image.width = Math.max(1, Math.round(this.width * scale));
      image.height = Math.max(1, Math.round(this.height * scale));
    }
    dom.classList.toggle("cm-picture-selected", this.selected);
    field.hidden = this.readOnly;
    caption.hidden = !this.readOnly || !this.alt;
    caption.textContent = this.alt;
    catchUp(field, this.alt);
    return true;
  }

  ignoreEvent() {
    return true;
  }
}

/** Whether Markdown at a place is shown as written, in code. */
function inCode(state, at) {
  for (let node = syntaxTree(state).resolveInner(at, 1); node; node = node.parent) {
    if (/^(FencedCode|CodeBlock|InlineCode)$/.test(node.name)) return true;
  }
  return false;
}

/** @param {EditorView} view @param {string} folder */
function build(view, folder) {
  const { state } = view;
  const { from: start, to: end, empty } = state.selection.main;
  const found = [];
  for (const { from, to } of view.visibleRanges) {
    const first = state.doc.lineAt(from).from;
    for (const picture of picturesIn(state.sliceDoc(first, state.doc.lineAt(to).to), first)) {
      if (inCode(state, picture.from)) continue;
      const selected = !empty && start <= picture.from && end >= picture.to;
      const widget = new PictureWidget(`${folder}/${picture.id}`, picture, state.readOnly, selected);
      found.push(Decoration.replace({ widget }).range(picture.from, picture.to));
    }
  }
  return Decoration.set(found, true);
}

/** @param {string} folder address of the postmortem's pictures */
function pictures(folder) {
  return ViewPlugin.fromClass(
    class {
      /** @param {EditorView} view */
      constructor(view) {
        this.decorations = build(view, folder);
        // Those that could not be loaded are asked for again.
        this.again = () => {
          for (const image of view.dom.querySelectorAll(".cm-picture-missing img")) image.src = image.getAttribute("src");
        };
        window.addEventListener("online", this.again);
      }

      /** @param {import("@codemirror/view").ViewUpdate} update */
      update(update) {
        const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
        const turned = update.startState.readOnly !== update.state.readOnly;
        if (update.docChanged || update.viewportChanged || update.selectionSet || parsed || turned) {
          this.decorations = build(update.view, folder);
        }
      }

      destroy() {
        window.removeEventListener("online", this.again);
      }
    },
    {
      decorations: (plugin) => plugin.decorations,
      // The caret steps over a picture, and Backspace takes all of it.
      provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
    },
  );
}

/**
 * The extension: pictures shown, and taken from the clipboard or dropped.
 *
 * @param {string} folder address of the postmortem's pictures
 * @param {string} key which text it is
 */
export const images = (folder, key) => [pictures(folder), uploads(folder, key)];
