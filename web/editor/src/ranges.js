/** Comments and findings, as marks on the text they are about. */
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";

/**
 * @typedef {object} TextRange
 * @property {string} id
 * @property {number} from
 * @property {number} to
 * @property {"comment" | "finding"} kind
 * @property {boolean} [active] the one that is being looked at
 * @property {boolean} [resolved]
 * @property {string} [insert] words that are proposed in its place; empty for a removal
 */

/** Replaces the comments shown. @type {import("@codemirror/state").StateEffectType<TextRange[]>} */
export const showRanges = StateEffect.define();

/** Replaces the findings shown: they are made at another time than comments move. @type {import("@codemirror/state").StateEffectType<TextRange[]>} */
export const showFindings = StateEffect.define();

/** Words that are proposed behind what they would take the place of. */
class Proposed extends WidgetType {
  /**
   * @param {string} id
   * @param {string} words
   * @param {boolean} active
   */
  constructor(id, words, active) {
    super();
    Object.assign(this, { id, words, active });
  }

  eq(other) {
    return other.id === this.id && other.words === this.words && other.active === this.active;
  }

  toDOM() {
    const dom = document.createElement("ins");
    dom.className = this.active ? "cm-proposed cm-range-active" : "cm-proposed";
    dom.dataset.range = this.id;
    dom.setAttribute("aria-label", `Suggested: ${this.words}`);
    dom.textContent = this.words;
    return dom;
  }

  ignoreEvent() {
    return false;
  }
}

/** @param {TextRange} range */
function decoration({ id, kind, active, resolved, insert }) {
  const names = ["cm-range", `cm-range-${insert == null ? kind : "suggestion"}`];
  if (active) names.push("cm-range-active");
  if (resolved) names.push("cm-range-resolved");
  return Decoration.mark({ class: names.join(" "), attributes: { "data-range": id } });
}

/**
 * @param {TextRange[]} list
 * @param {number} length of the text
 */
function decorate(list, length) {
  const marks = list.flatMap((range) => {
    const [from, to] = [Math.max(0, range.from), Math.min(range.to, length)];
    if (from >= to) return [];
    const marks = [decoration(range).range(from, to)];
    // After the words it would replace; line breaks are shown as the widget wraps them.
    if (range.insert) marks.push(Decoration.widget({ widget: new Proposed(range.id, range.insert, !!range.active), side: 1 }).range(to));
    return marks;
  });
  return RangeSet.of(marks, true);
}

/** @param {import("@codemirror/state").StateEffectType<TextRange[]>} shows */
const field = (shows) =>
  StateField.define({
    create: () => Decoration.none,
    update(set, transaction) {
      let shown = set.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (effect.is(shows)) shown = decorate(effect.value, transaction.state.doc.length);
      }
      return shown;
    },
    provide: (shown) => EditorView.decorations.from(shown),
  });

const comments = field(showRanges);
const findings = field(showFindings);

/**
 * The extension.
 *
 * @param {(id: string) => void} onClick
 */
export function ranges(onClick) {
  return [
    comments,
    findings,
    EditorView.domEventHandlers({
      click(event, view) {
        if (event.button !== 0 || !view.state.selection.main.empty) return false;
        const mark = event.target instanceof Element ? event.target.closest("[data-range]") : null;
        if (mark instanceof HTMLElement) onClick(mark.dataset.range ?? "");
        return false;
      },
    }),
  ];
}
