/** Callouts, as GitHub writes them: a quote whose first line is `[!NOTE]` or another kind. */
import { WidgetType } from "@codemirror/view";

/** The kinds, in the order in which they are offered. */
export const CALLOUTS = [
  { kind: "NOTE", label: "Note", what: "Good to know" },
  { kind: "TIP", label: "Tip", what: "Helps next time" },
  { kind: "IMPORTANT", label: "Important", what: "Not to be missed" },
  { kind: "WARNING", label: "Warning", what: "Take care" },
];

const FIRST_LINE = /^(?:[ \t]*>)+[ \t]?(\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])[ \t]*$/i;

/** What people read for a kind. @param {string} kind */
export const calloutName = (kind) => kind[0].toUpperCase() + kind.slice(1).toLowerCase();

/** The kind's name, in place of its mark. */
class Label extends WidgetType {
  /** @param {string} kind */
  constructor(kind) {
    super();
    this.kind = kind;
  }

  eq(other) {
    return other.kind === this.kind;
  }

  toDOM() {
    const dom = document.createElement("span");
    dom.className = "cm-md-callout-label";
    dom.textContent = calloutName(this.kind);
    return dom;
  }

  ignoreEvent() {
    return false;
  }
}

/** A quote, or a callout. @type {import("./preview-inline.js").Rule} */
export function quoteOrCallout(painter, node) {
  const line = painter.doc.lineAt(node.from);
  const found = FIRST_LINE.exec(line.text);
  if (!found) {
    painter.lines(node, "cm-md-quote");
    return;
  }
  const kind = found[2].toUpperCase();
  painter.lines(node, `cm-md-callout cm-md-callout-${kind.toLowerCase()}`);
  painter.line(node.from, "cm-md-callout-first");
  painter.line(node.to, "cm-md-callout-last");
  const from = line.from + found[0].indexOf(found[1]);
  const mark = { from, to: from + found[1].length };
  if (painter.onCursorLine(mark)) painter.mark(mark.from, mark.to, "cm-md-callout-label");
  else painter.replace(mark.from, mark.to, new Label(kind));
}
