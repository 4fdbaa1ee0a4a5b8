/**
 * The text surface of Debrief: CodeMirror 6 behind a few plain calls, for the page that is written in Rust.
 * The editor keeps no history and knows no CRDT: local edits go out as offsets, remote ones come in as offsets.
 */
export { Editor, createEditor } from "./editor.js";
export { copyText, download, localZone, randomBytes, zoneOffsetMinutes, zones } from "./browser.js";
export { keepPage, reloadPage, serverAhead } from "../../worker/page.js";
export { printMarkdown } from "./print.js";
export { countSentences, lightSentence, presentMarkdown, sentenceBelow, sentenceWords } from "./present.js";
