/**
 * Tables look like tables: a row is a flex box, a cell an element around its text, as wide as the texts of its column ask for.
 * No text is replaced, so carets, comments and input methods work in cells as anywhere. These elements are outermost: the
 * plugin comes last.
 */
import { syntaxTree } from "@codemirror/language";
import { Prec } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType } from "@codemirror/view";
import { cellsOf } from "./tables.js";

/** Widths are told by classes `cm-w-1` to `cm-w-12`: the page's policy allows no style attributes. */
const WIDEST = 12;

/** So many letters are one step of width. */
const LETTERS_A_STEP = 4;

/** Rows that are looked at for the widths of columns, from the top. */
const MEASURED_ROWS = 200;

/** An empty cell that has not one unit of text, or one that is missing at the end of a row. */
class Gap extends WidgetType {
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

const bar = Decoration.mark({ class: "cm-md-bar" });

/** How wide each column is, in steps. */
function widthsOf(doc, table) {
  /** @type {number[]} */
  const widths = [];
  let left = MEASURED_ROWS;
  for (let row = table.firstChild; row && left > 0; row = row.nextSibling, left--) {
    if (row.name === "TableDelimiter") continue;
    cellsOf(doc, row).forEach(({ from, to }, at) => {
      const steps = Math.ceil((to - from) / LETTERS_A_STEP) + 1;
      widths[at] = Math.min(WIDEST, Math.max(widths[at] ?? 2, steps));
    });
  }
  return widths;
}

/** Draws one row. */
function paintRow(found, state, row, widths, caret) {
  const { doc } = state;
  const line = doc.lineAt(row.from);
  const head = row.name === "TableHeader" ? " cm-md-row-head" : "";
  const here = caret >= line.from && caret <= line.to ? " cm-md-row-caret" : "";
  found.push(Decoration.line({ class: `cm-md-row${head}${here}` }).range(line.from));
  const cells = cellsOf(doc, row).slice(0, widths.length);
  let end = row.from;
  cells.forEach((cell, at) => {
    const className = `cm-md-cell cm-w-${widths[at]}`;
    let { from, to } = cell;
    // A space that was just typed at the end of a cell belongs to it, as long as the caret is behind it.
    if (caret >= cell.start && caret <= cell.end) [from, to] = [Math.min(from, Math.max(caret, cell.start + 1)), Math.max(to, Math.min(caret, cell.end))];
    if (from === to && cell.end > from) to = cell.end;
    if (from > to) from = to;
    if (end < from) found.push(bar.range(end, from));
    if (from < to) found.push(Decoration.mark({ class: className }).range(from, to));
    else found.push(Decoration.widget({ widget: new Gap(className), side: 1 }).range(from));
    end = to;
  });
  if (end < row.to) found.push(bar.range(end, row.to));
  for (let at = cells.length; at < widths.length; at++) {
    found.push(Decoration.widget({ widget: new Gap(`cm-md-cell cm-w-${widths[at]}`), side: 1 }).range(line.to));
  }
}

/** @param {EditorView} view */
function build(view) {
  /** @type {import("@codemirror/state").Range<Decoration>[]} */
  const found = [];
  const { state } = view;
  const focused = view.dom.parentElement?.contains(view.dom.ownerDocument.activeElement) ?? false;
  const caret = focused ? state.selection.main.head : -1;
  const seen = new Set();
  for (const visible of view.visibleRanges) {
    syntaxTree(state).iterate({
      ...visible,
      enter: (ref) => {
        if (ref.name !== "Table") return undefined;
        const table = ref.node;
        const widths = widthsOf(state.doc, table);
        for (let row = table.childAfter(Math.max(visible.from - 1, table.from - 1)); row && row.from <= visible.to; row = row.nextSibling) {
          if (seen.has(row.from)) continue;
          seen.add(row.from);
          if (row.name !== "TableDelimiter") paintRow(found, state, row, widths, caret);
          else found.push(Decoration.line({ class: "cm-md-dashes" }).range(state.doc.lineAt(row.from).from));
        }
        return false;
      },
    });
  }
  return Decoration.set(found, true);
}

class Tables {
  #stale = false;

  /** @param {EditorView} view */
  constructor(view) {
    this.decorations = build(view);
  }

  /** @param {import("@codemirror/view").ViewUpdate} update */
  update(update) {
    const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
    if (!update.docChanged && !update.viewportChanged && !update.selectionSet && !update.focusChanged && !parsed && !this.#stale) return;
    this.#stale = update.view.composing;
    this.decorations = this.#stale ? this.decorations.map(update.changes) : build(update.view);
  }
}

/** The extension. */
export const tablePreview = Prec.lowest(ViewPlugin.fromClass(Tables, { decorations: (value) => value.decorations }));
