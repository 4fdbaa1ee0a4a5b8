/** No edit made here leaves half a surrogate pair: half a letter cannot cross into the shared text, which is UTF-8. */
import { EditorState } from "@codemirror/state";
import { remote } from "./changes.js";

const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Takes away the half that an edit left, or brought. Input methods and the browser's own editing ask for that now and then, when the text
 * changed beneath them.
 */
export const wholePairs = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.annotation(remote)) return transaction;
  const { newDoc } = transaction;
  /** @type {Set<number>} */
  const halves = new Set();
  transaction.changes.iterChanges((_fromA, _toA, from, to) => {
    // Two units more at each side, so that whole pairs beside the edit are seen as such.
    const start = Math.max(0, from - 2);
    for (const { index } of newDoc.sliceString(start, to + 2).matchAll(HALF)) {
      const at = start + index;
      if (at >= from - 1 && at <= to) halves.add(at);
    }
  });
  if (halves.size === 0) return transaction;
  const changes = [...halves].sort((a, b) => a - b).map((at) => ({ from: at, to: at + 1 }));
  return [transaction, { changes, sequential: true }];
});
