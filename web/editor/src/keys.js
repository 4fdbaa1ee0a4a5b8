/** What keys do outside the browser's own: undo and redo by the shared text, comments, travel between texts. */
import { moveLineDown, moveLineUp, standardKeymap } from "@codemirror/commands";
import { EditorView, keymap } from "@codemirror/view";
import { putBlock, toggleLines } from "./blocks.js";
import { closeFence } from "./fences.js";
import { toggleInline, toggleLink } from "./format.js";
import { continueMarkup, indentItem, outdentItem, toggleTask } from "./lists.js";
import { nextCell, nextRow, previousCell } from "./tables.js";

/**
 * @typedef {object} Actions
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {(() => void) | null} comment
 * @property {() => void} enter
 * @property {((direction: "up" | "down") => unknown) | null} leave
 */

/**
 * True if the caret is on the first (or last) line as wrapped on the screen.
 *
 * @param {EditorView} view
 * @param {"up" | "down"} direction
 */
function onOuterLine(view, direction) {
  const { main } = view.state.selection;
  if (!main.empty) return false;
  const caret = view.coordsAtPos(main.head, main.assoc || 1);
  const edge = view.coordsAtPos(direction === "up" ? 0 : view.state.doc.length);
  if (!caret || !edge) return false;
  const middle = (caret.top + caret.bottom) / 2;
  return direction === "up" ? middle < edge.bottom : middle > edge.top;
}

/**
 * @param {Actions} actions
 * @param {"up" | "down"} direction
 */
const leave = (actions, direction) => (/** @type {EditorView} */ view) =>
  actions.leave !== null && onOuterLine(view, direction) && actions.leave(direction) !== false;

/** @param {(() => void) | null} action */
const always = (action) => () => {
  action?.();
  return action !== null;
};

/**
 * A command from a function that gives a transaction, or null where it doesn't apply.
 *
 * @param {(state: import("@codemirror/state").EditorState) => import("@codemirror/state").TransactionSpec | null} edit
 */
export const command = (edit) => (/** @type {EditorView} */ view) => {
  const spec = view.state.readOnly ? null : edit(view.state);
  if (spec) view.dispatch({ scrollIntoView: true, ...spec });
  return spec !== null;
};

/** @param {import("./blocks.js").LineKind} kind */
const kind = (kind) => ({ run: command((state) => toggleLines(state, kind)), preventDefault: true });

/** A code block around the selected lines, or a new one. */
const codeBlock = command((state) => {
  const { from, to, empty } = state.selection.main;
  if (empty) return putBlock(state, from, to, "```\0\n\n```");
  const [start, end] = [state.doc.lineAt(from).from, state.doc.lineAt(to).to];
  return {
    changes: [
      { from: start, insert: "```\n" },
      { from: end, insert: "\n```" },
    ],
    userEvent: "input.format",
  };
});

/** Those of Google Docs, Notion and Slack where they agree; `help.rs` lists them. */
const markdownKeys = [
  { key: "Mod-b", run: command((state) => toggleInline(state, "bold")), preventDefault: true },
  { key: "Mod-i", run: command((state) => toggleInline(state, "italic")), preventDefault: true },
  { key: "Mod-Shift-x", run: command((state) => toggleInline(state, "strike")), preventDefault: true },
  { key: "Mod-e", run: command((state) => toggleInline(state, "code")), preventDefault: true },
  // Without a selection the key is the page's: it opens the palette.
  { key: "Mod-k", run: (view) => !view.state.selection.main.empty && command(toggleLink)(view) },
  { key: "Mod-Alt-0", ...kind("text") },
  { key: "Mod-Alt-1", ...kind("heading1") },
  { key: "Mod-Alt-2", ...kind("heading2") },
  { key: "Mod-Alt-3", ...kind("heading3") },
  { key: "Mod-Alt-c", run: codeBlock, preventDefault: true },
  { key: "Mod-Shift-7", ...kind("number") },
  { key: "Mod-Shift-8", ...kind("bullet") },
  { key: "Mod-Shift-9", ...kind("task") },
  { key: "Mod-Shift-.", ...kind("quote") },
  { key: "Mod-Enter", run: command(toggleTask) },
  { key: "Enter", run: command(nextRow) },
  { key: "Enter", run: command(closeFence) },
  { key: "Enter", run: command(continueMarkup) },
  { key: "Tab", run: command(nextCell), shift: command(previousCell) },
  { key: "Tab", run: command(indentItem), shift: command(outdentItem) },
  { key: "Alt-ArrowUp", run: moveLineUp },
  { key: "Alt-ArrowDown", run: moveLineDown },
];

/**
 * The keys of an editor.
 *
 * @param {boolean} line single-paragraph mode
 * @param {Actions} actions
 */
export function keys(line, actions) {
  const enter = always(actions.enter);
  return [
    keymap.of([
      { key: "Mod-z", run: always(actions.undo), preventDefault: true },
      { key: "Mod-Shift-z", run: always(actions.redo), preventDefault: true },
      { key: "Mod-y", run: always(actions.redo), preventDefault: true },
      { key: "Mod-Alt-m", run: always(actions.comment), preventDefault: true },
      { key: "ArrowUp", run: leave(actions, "up") },
      { key: "ArrowDown", run: leave(actions, "down") },
      ...(line ? [{ key: "Enter", run: enter, shift: enter }] : markdownKeys),
      ...standardKeymap,
    ]),
    EditorView.domEventHandlers({
      beforeinput(event) {
        const action = { historyUndo: actions.undo, historyRedo: actions.redo }[event.inputType];
        if (!action) return false;
        event.preventDefault();
        action();
        return true;
      },
    }),
  ];
}
