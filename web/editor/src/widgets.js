/** What the live preview draws in place of Markdown's marks. None of it puts text into the document. */
import { syntaxTree } from "@codemirror/language";
import { EditorView, WidgetType } from "@codemirror/view";
import * as texts from "./texts.js";

/** A piece of DOM with a class and nothing else. */
class Shape extends WidgetType {
  /** @param {string} className */
  constructor(className) {
    super();
    this.className = className;
  }

  eq(other) {
    return other.className === this.className;
  }

  toDOM() {
    const dom = document.createElement("span");
    dom.className = this.className;
    return dom;
  }

  ignoreEvent() {
    return false;
  }
}

/** The dot of a list item. */
export const bullet = new Shape("cm-md-bullet");

/** A thematic break. */
export const rule = new Shape("cm-md-rule");

/** The change that ticks or unticks the task marker `[ ]` at `from`. */
export function tick(state, from) {
  const open = state.sliceDoc(from + 1, from + 2) === " ";
  return { changes: { from: from + 1, to: from + 2, insert: open ? "x" : " " }, userEvent: "input.task" };
}

/**
 * @param {EditorView} view
 * @param {HTMLElement} dom
 */
function tickAt(view, dom) {
  if (view.state.readOnly) return;
  const item = syntaxTree(view.state).resolveInner(view.posAtDOM(dom), 1).parent;
  const box = item?.getChild("Task")?.getChild("TaskMarker");
  if (box) view.dispatch(tick(view.state, box.from));
}

/** The box of a task; its state is the text's, never its own. */
export class Checkbox extends WidgetType {
  /** @param {boolean} done */
  constructor(done) {
    super();
    this.done = done;
  }

  eq(other) {
    return other.done === this.done;
  }

  toDOM(view) {
    const dom = document.createElement("span");
    const box = document.createElement("input");
    dom.className = "cm-md-marker";
    dom.append(box);
    box.type = "checkbox";
    box.className = "cm-md-task";
    box.checked = this.done;
    box.tabIndex = -1;
    box.setAttribute("aria-label", texts.DONE);
    box.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => {
      event.preventDefault();
      tickAt(view, dom);
    });
    return dom;
  }

  ignoreEvent() {
    return true;
  }
}
