/** What a search found in this text. */
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

/**
 * @typedef {object} Found
 * @property {number} from
 * @property {number} to
 * @property {boolean} [active] the one that is looked at
 */

/** Replaces what is shown. @type {import("@codemirror/state").StateEffectType<Found[]>} */
export const showFound = StateEffect.define();

const one = Decoration.mark({ class: "cm-found" });
const active = Decoration.mark({ class: "cm-found cm-found-active" });

const field = StateField.define({
  create: () => Decoration.none,
  update(set, transaction) {
    let shown = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(showFound)) continue;
      const fits = effect.value.filter(({ from, to }) => from >= 0 && from < to && to <= transaction.state.doc.length);
      shown = RangeSet.of(fits.map((range) => (range.active ? active : one).range(range.from, range.to)), true);
    }
    return shown;
  },
  provide: (shown) => EditorView.decorations.from(shown),
});

/** The extension. */
export const found = field;
