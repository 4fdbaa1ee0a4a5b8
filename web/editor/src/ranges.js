/** Comments and findings, as marks on the text they are about. */
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { difference } from "./changes.js";
import * as texts from "./texts.js";

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
    dom.setAttribute("aria-label", texts.suggested(this.words));
    dom.textContent = this.words;
    return dom;
  }

  ignoreEvent() {
    return false;
  }
}

/**
 * What of a suggestion is another text than what stands there: lengths of what both begin and end with. Where something is both taken out and put
 * in, whole words are.
 *
 * @param {string} there
 * @param {string} words
 * @returns {[head: number, tail: number]}
 */
export function common(there, words) {
  const edit = difference(there, words);
  if (!edit) return [there.length, 0];
  let [head, deleted, inserted] = edit;
  let tail = there.length - head - deleted;
  if (deleted === 0 || inserted.length === 0) return [head, tail];
  const isWord = (at, text) => /[\p{L}\p{N}\p{M}]/u.test(text[at] ?? "");
  while (head > 0 && isWord(head - 1, there)) head--;
  while (tail > 0 && isWord(there.length - tail, there)) tail--;
  return [head, tail];
}

/** @param {TextRange} range */
function decoration({ id, kind, active, resolved, insert }) {
  const names = ["cm-range", `cm-range-${insert == null ? kind : "suggestion"}`];
  if (active) names.push("cm-range-active");
  if (resolved) names.push("cm-range-resolved");
  return Decoration.mark({ class: names.join(" "), attributes: { "data-range": id } });
}

/**
 * Shows no more than what a suggestion changes. Line breaks are shown as the widget wraps them.
 *
 * @param {TextRange} range
 * @param {number} from
 * @param {number} to
 * @param {string} there
 */
function proposal(range, from, to, there) {
  const [head, tail] = common(there, range.insert);
  const words = range.insert.slice(head, range.insert.length - tail);
  const marks = from + head < to - tail ? [decoration(range).range(from + head, to - tail)] : [];
  const widget = new Proposed(range.id, words, !!range.active);
  if (words) marks.push(Decoration.widget({ widget, side: 1 }).range(to - tail));
  return marks;
}

/**
 * @param {TextRange[]} list
 * @param {import("@codemirror/state").Text} doc
 */
function decorate(list, doc) {
  const marks = list.flatMap((range) => {
    const [from, to] = [Math.max(0, range.from), Math.min(range.to, doc.length)];
    if (range.insert != null && from <= to) return proposal(range, from, to, doc.sliceString(from, to));
    return from < to ? [decoration(range).range(from, to)] : [];
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
        if (effect.is(shows)) shown = decorate(effect.value, transaction.newDoc);
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
