/** Callouts, as GitHub writes them: a quote whose first line is `[!NOTE]` or another kind. */
import { WidgetType } from "@codemirror/view";
import * as texts from "./texts.js";

/** The kinds, in the order in which they are offered. */
export const CALLOUTS = [
  { kind: "NOTE", label: texts.NOTE, what: texts.ABOUT_NOTE },
  { kind: "TIP", label: texts.TIP, what: texts.ABOUT_TIP },
  { kind: "IMPORTANT", label: texts.IMPORTANT, what: texts.ABOUT_IMPORTANT },
  { kind: "WARNING", label: texts.WARNING, what: texts.ABOUT_WARNING },
];

const NAMES = { ...Object.fromEntries(CALLOUTS.map(({ kind, label }) => [kind, label])), CAUTION: texts.CAUTION };

const FIRST_LINE = /^(?:[ \t]*>)+[ \t]?(\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])[ \t]*$/i;

/** What people read for a kind. @param {string} kind */
export const calloutName = (kind) => NAMES[kind.toUpperCase()] ?? kind;

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
