import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet, Text } from "@codemirror/state";
import { difference, editsOf, fits } from "../src/changes.js";

const patch = (text, edits) =>
  edits.reduceRight((all, [from, deleted, inserted]) => all.slice(0, from) + inserted + all.slice(from + deleted), text);

/** Edits that CodeMirror would make from these changes, checked to give the same text. */
function edits(before, changes) {
  const doc = Text.of(before.split("\n"));
  const set = ChangeSet.of(changes, doc.length, "\n");
  const found = editsOf(set, doc);
  assert.equal(patch(before, found), set.apply(doc).toString());
  return found;
}

test("edits count in the text before the transaction", () => {
  assert.deepEqual(edits("one two three", [{ from: 0, to: 3, insert: "1" }, { from: 8, insert: "\n" }, { from: 13, insert: "!" }]), [
    [0, 3, "1"],
    [8, 0, "\n"],
    [13, 0, "!"],
  ]);
});

test("an edit never cuts a surrogate pair", () => {
  assert.deepEqual(edits("a😀b", [{ from: 2, to: 3, insert: "\ude01" }]), [[1, 2, "😁"]]);
  assert.deepEqual(edits("a😀b", [{ from: 1, to: 2, insert: "\ud83e" }]), [[1, 2, "\ud83e\ude00"]]);
  assert.deepEqual(edits("😀", [{ from: 2, insert: "x" }]), [[2, 0, "x"]]);
  assert.deepEqual(edits("😀😀", [{ from: 0, to: 2 }]), [[0, 2, ""]]);
});

test("edits that don't fit the text are told", () => {
  assert.ok(fits([[0, 1, "a"], [1, 0, "b"], [5, 0, ""]], 5));
  for (const bad of [[[0, 6, ""]], [[2, 1, ""], [1, 0, "x"]], [[0, 2, ""], [1, 1, ""]], [[-1, 0, ""]], [[0.5, 0, ""]], [[0, -1, ""]]]) {
    assert.ok(!fits(bad, 5), JSON.stringify(bad));
  }
});

test("the difference of two texts is one short edit", () => {
  assert.equal(difference("same", "same"), null);
  assert.deepEqual(difference("abcdef", "abXdef"), [2, 1, "X"]);
  assert.deepEqual(difference("aa", "aaa"), [2, 0, "a"]);
  assert.deepEqual(difference("a😀b", "a😁b"), [1, 2, "😁"]);
  const pick = (letters, n) => Array.from({ length: n }, (_, i) => letters[(i * 7 + n * 13) % letters.length]).join("");
  for (let n = 0; n < 60; n++) {
    const [before, after] = [pick(["a", "b", "😀", "😁", "\n"], n), pick(["b", "a", "😁"], (n * 31) % 60)];
    const edit = difference(before, after);
    assert.equal(edit ? patch(before, [edit]) : before, after);
    if (edit) assert.ok(edit[2].isWellFormed());
  }
});
