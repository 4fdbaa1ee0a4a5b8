/** Lines with letters that run from right to left get their direction from their first letter; caret keys follow it. */
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";

/** Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms; Adlam and its neighbours. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/;

const auto = Decoration.line({ attributes: { dir: "auto" } });

/** @param {EditorView} view */
function build(view) {
  const found = [];
  for (const { from, to } of view.visibleRanges) {
    for (let pos = from; pos <= to; ) {
      const line = view.state.doc.lineAt(pos);
      if (RIGHT_TO_LEFT.test(line.text)) found.push(auto.range(line.from));
      pos = line.to + 1;
    }
  }
  return Decoration.set(found, true);
}

const plugin = ViewPlugin.define(
  (view) => ({
    decorations: build(view),
    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = build(update.view);
    },
  }),
  { decorations: (value) => value.decorations },
);

/** The extension. */
export const direction = [EditorView.perLineTextDirection.of(true), plugin];
