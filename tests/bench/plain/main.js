/** One CodeMirror editor on one Yjs text, with everybody's carets: what Debrief's page is measured beside. Takes its document's address from the page's. */
import { defaultKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { yCollab } from "y-codemirror.next";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const { url, room, token, section } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const doc = new Y.Doc();
const provider = new WebsocketProvider(url, room, doc, { params: { token }, disableBc: true });
provider.once("sync", () => {
  const text = doc.getMap("sections").get(section).get("body");
  const extensions = [EditorView.lineWrapping, keymap.of(defaultKeymap), markdown(), yCollab(text, provider.awareness, { undoManager: false })];
  const view = new EditorView({ state: EditorState.create({ doc: text.toString(), extensions }), parent: document.body });
  document.body.dataset.ready = "yes";
  view.focus();
});
