/** Markdown as the editor understands it: GitHub's dialect, parsed incrementally, shown as a live preview. */
import { Language, defineLanguageFacet, languageDataProp } from "@codemirror/language";
import { GFM, parseCode, parser } from "@lezer/markdown";
import { codeColours, codeParser } from "./code.js";
import { preview } from "./preview.js";

const data = defineLanguageFacet();

/** GitHub-flavoured Markdown. */
export const language = new Language(
  data,
  parser.configure([GFM, parseCode({ codeParser }), { props: [languageDataProp.add({ Document: data })] }]),
  [],
  "markdown",
);

/** The extension of `markdown` mode. */
export const markdown = [language, preview, codeColours];
