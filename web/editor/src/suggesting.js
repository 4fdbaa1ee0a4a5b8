/**
 * Suggest mode: what is typed stays apart from the shared text. The editor shows the shared text with these changes on top; offsets that cross
 * the border of this module count in the shared text.
 */
import { history, redo, undo } from "@codemirror/commands";
import { Annotation, ChangeSet, Compartment, RangeSet, StateEffect, StateField, Transaction } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { editsOf, remote } from "./changes.js";

/**
 * @typedef {object} Apart
 * @property {import("@codemirror/state").Text} base the shared text
 * @property {ChangeSet} changes from it to what is shown
 */

/** Turns the mode on or off. @type {import("@codemirror/state").StateEffectType<boolean>} */
const turn = StateEffect.define();
/** The change of the shared text behind a remote transaction. @type {import("@codemirror/state").AnnotationType<ChangeSet>} */
const shared = Annotation.define();
/** The changes on top are taken away. @type {import("@codemirror/state").AnnotationType<boolean>} */
const settled = Annotation.define();

const steps = new Compartment();
/** Changes of a line that lie further apart are suggestions of their own, in UTF-16 units: one can hold no more. */
const WIDEST = 800;

/** Not to be reported, and no step of this person's. */
const ofOthers = [remote.of(true), Transaction.addToHistory.of(false)];

/** @param {import("@codemirror/state").Text} base */
const nothing = (base) => ({ base, changes: ChangeSet.empty(base.length) });

/** @type {StateField<Apart | null>} */
const apart = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(turn)) return effect.value ? nothing(transaction.newDoc) : null;
    }
    if (!value) return null;
    const { base, changes } = value;
    if (transaction.annotation(settled)) return nothing(base);
    // Of a change to what was taken out here nothing is to be seen, but it is one.
    const theirs = transaction.annotation(shared);
    if (theirs) return { base: theirs.apply(base), changes: changes.map(theirs, true) };
    return transaction.docChanged ? { base, changes: changes.compose(transaction.changes) } : value;
  },
});

/** Words that are taken out, still to be read. */
class TakenOut extends WidgetType {
  /** @param {string} words */
  constructor(words) {
    super();
    this.words = words;
  }

  eq(other) {
    return other.words === this.words;
  }

  toDOM() {
    const dom = document.createElement("del");
    dom.className = "cm-taken-out";
    dom.textContent = this.words;
    return dom;
  }
}

const putIn = Decoration.mark({ class: "cm-put-in", inclusive: true });

/** @param {Apart | null} value */
function decorate(value) {
  if (!value || value.changes.empty) return Decoration.none;
  /** @type {import("@codemirror/state").Range<Decoration>[]} */
  const marks = [];
  value.changes.iterChanges((fromA, toA, fromB, toB) => {
    if (toA > fromA) {
      const words = value.base.sliceString(fromA, toA);
      marks.push(Decoration.widget({ widget: new TakenOut(words), side: -1 }).range(fromB));
    }
    if (toB > fromB) marks.push(putIn.range(fromB, toB));
  });
  return RangeSet.of(marks, true);
}

const look = StateField.define({
  create: (state) => decorate(state.field(apart)),
  update(set, transaction) {
    const value = transaction.state.field(apart);
    if (value === transaction.startState.field(apart)) return set;
    // An input method writes in the page's own nodes: they stay while it does.
    return transaction.isUserEvent("input.type.compose") && set.size > 0 ? set.map(transaction.changes) : decorate(value);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The extension; the mode is off at first. */
export const suggesting = [apart, look, steps.of([])];

/** @param {import("@codemirror/state").EditorState} state */
const value = (state) => state.field(apart);

/**
 * Turns the mode on or off. Whoever turns it off has asked for [`suggestions`] before: they are taken out of sight.
 *
 * @param {EditorView} view
 * @param {boolean} on
 */
export function turnSuggesting(view, on) {
  if (on === isSuggesting(view.state)) return;
  settle(view);
  view.dispatch({ effects: [turn.of(on), steps.reconfigure(on ? history() : [])] });
}

/**
 * Whether something is suggested in another way than before.
 *
 * @param {import("@codemirror/view").ViewUpdate} update
 */
export const suggestsAnew = ({ startState, state }) => value(state) !== null && value(startState) !== null && value(startState) !== value(state);

/** @param {import("@codemirror/state").EditorState} state */
export const isSuggesting = (state) => value(state) !== null;

/**
 * The shared text, without what is suggested.
 *
 * @param {import("@codemirror/state").EditorState} state
 */
export const sharedText = (state) => value(state)?.base ?? state.doc;

/**
 * Takes a change of the shared text in.
 *
 * @param {EditorView} view
 * @param {import("./changes.js").Edit[]} edits
 */
export function takeIn(view, edits) {
  const changes = edits.map(([from, deleted, insert]) => ({ from, to: from + deleted, insert }));
  const now = value(view.state);
  if (!now) {
    view.dispatch({ changes, annotations: remote.of(true), filter: false });
    return;
  }
  const theirs = ChangeSet.of(changes, now.base.length);
  view.dispatch({ changes: theirs.map(now.changes), annotations: [...ofOthers, shared.of(theirs)], filter: false });
}

/**
 * What is suggested, a line's changes as one: `[from, deleted, inserted]` in the shared text.
 *
 * @param {import("@codemirror/state").EditorState} state
 * @returns {import("./changes.js").Edit[]}
 */
export function suggestions(state) {
  const now = value(state);
  if (!now || now.changes.empty) return [];
  /** @type {import("./changes.js").Edit[]} */
  const lines = [];
  for (const [from, deleted, inserted] of editsOf(now.changes, now.base)) {
    const before = lines.at(-1);
    const end = before ? before[0] + before[1] : -1;
    const near = before && from + deleted - before[0] <= WIDEST;
    if (near && now.base.lineAt(end).number === now.base.lineAt(from).number) {
      before[2] += now.base.sliceString(end, from) + inserted;
      before[1] = from + deleted - before[0];
    } else {
      lines.push([from, deleted, inserted]);
    }
  }
  return lines.filter(([from, deleted, inserted]) => now.base.sliceString(from, from + deleted) !== inserted);
}

/**
 * Takes what is suggested out of sight: it is shown as a suggestion from here on.
 *
 * @param {EditorView} view
 */
export function settle(view) {
  const now = value(view.state);
  if (!now || now.changes.empty) return;
  const back = now.changes.invert(now.base);
  view.dispatch({ changes: back, annotations: [...ofOthers, settled.of(true)], effects: steps.reconfigure([]), filter: false });
  view.dispatch({ effects: steps.reconfigure(history()) });
}

/**
 * Whether the caret has left what is suggested: it is on no line of it.
 *
 * @param {import("@codemirror/state").EditorState} state
 */
export function hasLeft(state) {
  const now = value(state);
  if (!now || now.changes.empty) return false;
  const { from, to } = state.doc.lineAt(state.selection.main.head);
  let left = true;
  now.changes.iterChanges((_fromA, _toA, fromB, toB) => {
    if (fromB <= to && toB >= from) left = false;
  });
  return left;
}

/**
 * An offset of the shared text, in what is shown.
 *
 * @param {import("@codemirror/state").EditorState} state
 * @param {number} pos
 * @param {number} [side] where it goes when words were put in just there
 */
export function toShown(state, pos, side = -1) {
  const now = value(state);
  return now ? now.changes.mapPos(Math.max(0, Math.min(pos, now.base.length)), side) : pos;
}

/**
 * An offset of what is shown, in the shared text.
 *
 * @param {import("@codemirror/state").EditorState} state
 * @param {number} pos
 */
export function toShared(state, pos) {
  const now = value(state);
  return now ? now.changes.invertedDesc.mapPos(pos, -1) : pos;
}

/** Takes the last step of what is being suggested back. `false`: there is none. @param {EditorView} view */
export const undoSuggested = (view) => isSuggesting(view.state) && undo(view);
/** Does it again. @param {EditorView} view */
export const redoSuggested = (view) => isSuggesting(view.state) && redo(view);
