/** Edits that cut a letter in half: the other half goes with it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorState } from "@codemirror/state";
import { editsOf, remote } from "../src/changes.js";
import { wholePairs } from "../src/pairs.js";

const after = (doc, changes, more = {}) => {
  const state = EditorState.create({ doc, extensions: [wholePairs] });
  const transaction = state.update({ changes, ...more });
  const text = transaction.newDoc.toString();
  const edits = editsOf(transaction.changes, state.doc);
  const shared = edits.reduceRight((all, [from, deleted, inserted]) => all.slice(0, from) + inserted + all.slice(from + deleted), doc);
  assert.equal(shared, text, "the shared text gets the same");
  return text;
};

test("the other half goes, whole letters beside it stay", () => {
  assert.equal(after("a🎉b", { from: 1, to: 2 }), "ab");
  assert.equal(after("a🎉b", { from: 2, to: 3 }), "ab");
  assert.equal(after("a🎉b", { from: 2, to: 3, insert: "x" }), "axb");
  assert.equal(after("🎉🎉🎉", { from: 3, to: 4 }), "🎉🎉");
  assert.equal(after("🎉🎉**b", { from: 3, to: 6 }), "🎉b");
  assert.equal(after("🎉🎊", { from: 1, to: 3 }), "🎊", "two halves that make a whole are one");
  assert.equal(after("a🎉b", { from: 2, insert: "x" }), "axb");
  assert.equal(after("ab", { from: 1, insert: "\udf89x\ud83c" }), "axb", "what is brought in halves");
  assert.equal(after("ab🎉", [{ from: 0, to: 1 }, { from: 3, to: 4 }]), "b");
});

test("whole letters and others' edits are left alone", () => {
  for (const [doc, changes, text] of [
    ["a🎉b", { from: 1, to: 3 }, "ab"],
    ["🎉🎉", { from: 2, insert: "👩‍🚒" }, "🎉👩‍🚒🎉"],
    ["ab", { from: 1, insert: "🎉" }, "a🎉b"],
    ["", { from: 0, insert: "🎉" }, "🎉"],
  ]) {
    assert.equal(after(doc, changes), text);
  }
  const state = EditorState.create({ doc: "a🎉b", extensions: [wholePairs] });
  const theirs = state.update({ changes: { from: 1, to: 2 }, annotations: remote.of(true) });
  assert.equal(theirs.newDoc.length, 3, "the editor shows what the shared text has");
});
