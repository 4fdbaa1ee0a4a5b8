/**
 * Pasting: formatted text comes in as Markdown, an address over selected words makes a link of them. With Shift the browser
 * hands over plain text alone, and so it comes in.
 */
import { EditorView } from "@codemirror/view";
import { inCode } from "./menu.js";
import { markdownOf } from "./html.js";

/** What editors of code put beside their text: it is text, however it is coloured. */
const CODE_EDITORS = ["vscode-editor-data", "application/vnd.code.copymetadata"];

const ADDRESS = /^(https?:\/\/|mailto:)[^\s<>]+$/i;

/**
 * The Markdown for a clipboard, or null where its plain text is what is wanted.
 *
 * @param {DataTransfer} data
 * @returns {string | null}
 */
export function richText(data) {
  const html = data.getData("text/html");
  // A picture that was copied by itself brings HTML that only shows it.
  const picture = data.files.length > 0 && !data.getData("text/plain").trim();
  if (!html || picture || CODE_EDITORS.some((type) => data.types.includes(type))) return null;
  const markdown = markdownOf(html);
  return markdown ? markdown.replace(/\r\n?/g, "\n") : null;
}

/** An address pasted over words of one line. */
function linked(state, pasted) {
  const { from, to, empty } = state.selection.main;
  const words = state.sliceDoc(from, to);
  if (empty || !ADDRESS.test(pasted) || /[\n[\]]/.test(words) || ADDRESS.test(words)) return null;
  return `[${words}](${/[()]/.test(pasted) ? `<${pasted}>` : pasted})`;
}

/** Blocks get lines of their own; a paragraph goes in where the caret is. */
function placed(state, markdown) {
  const { from, to } = state.selection.main;
  const block = /\n/.test(markdown) || /^(#{1,6} |> |[-*] |\d+\. |\||```|---$)/.test(markdown);
  if (!block) return { from, to, insert: markdown };
  const start = state.doc.lineAt(from).from;
  const blank = state.sliceDoc(start, from).trim() === "";
  const tail = state.sliceDoc(to, state.doc.lineAt(to).to).trim() ? "\n\n" : "";
  // Spaces in front of a block would make it something else.
  return blank ? { from: start, to, insert: markdown + tail } : { from, to, insert: `\n\n${markdown}${tail}` };
}

/** What a clipboard becomes here, or null where its plain text is what is wanted. */
function changeOf(state, data) {
  const { from, to } = state.selection.main;
  const link = linked(state, data.getData("text/plain").trim());
  if (link) return { from, to, insert: link };
  const markdown = richText(data);
  return markdown === null ? null : placed(state, markdown);
}

/** The extension. Pictures and files are not its business: they are left to whoever comes later. */
export const pasteRich = EditorView.domEventHandlers({
  paste(event, view) {
    const { state } = view;
    if (!event.clipboardData || state.readOnly || inCode(state, state.selection.main.head)) return false;
    const changes = changeOf(state, event.clipboardData);
    if (!changes) return false;
    event.preventDefault();
    const anchor = changes.from + changes.insert.length;
    view.dispatch({ changes, selection: { anchor }, userEvent: "input.paste", scrollIntoView: true });
    return true;
  },
});
