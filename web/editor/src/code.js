/** Colours in code blocks. A language is loaded when a block of it is first on the screen; without one, code stays plain. */
import { LanguageDescription, LanguageSupport, ParseContext, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tagHighlighter, tags } from "@lezer/highlight";

/**
 * @param {string} name
 * @param {string[]} alias
 * @param {() => Promise<import("@codemirror/language").StreamParser<unknown>>} load
 */
const language = (name, alias, load) =>
  LanguageDescription.of({ name, alias, load: async () => new LanguageSupport(StreamLanguage.define(await load())) });

const LANGUAGES = [
  language("shell", ["sh", "bash", "zsh", "console"], async () => (await import("@codemirror/legacy-modes/mode/shell")).shell),
  language("json", [], async () => (await import("@codemirror/legacy-modes/mode/javascript")).json),
  language("javascript", ["js", "jsx", "node", "mjs"], async () => (await import("@codemirror/legacy-modes/mode/javascript")).javascript),
  language("typescript", ["ts", "tsx"], async () => (await import("@codemirror/legacy-modes/mode/javascript")).typescript),
  language("yaml", ["yml"], async () => (await import("@codemirror/legacy-modes/mode/yaml")).yaml),
  language("sql", ["mysql", "postgres", "postgresql", "sqlite"], async () => (await import("@codemirror/legacy-modes/mode/sql")).standardSQL),
  language("python", ["py"], async () => (await import("@codemirror/legacy-modes/mode/python")).python),
  language("rust", ["rs"], async () => (await import("@codemirror/legacy-modes/mode/rust")).rust),
  language("go", ["golang"], async () => (await import("@codemirror/legacy-modes/mode/go")).go),
];

/**
 * The parser of a fence's first word.
 *
 * @param {string} info
 */
export function codeParser(info) {
  const [name] = info.trim().split(/[\s{,]/);
  const found = name ? LanguageDescription.matchLanguageName(LANGUAGES, name, false) : null;
  if (!found) return null;
  return found.support ? found.support.language.parser : ParseContext.getSkippingParser(found.load());
}

/** What is coloured, by classes of `editor.css`. */
export const codeColours = syntaxHighlighting(
  tagHighlighter([
    { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword], class: "cm-code-keyword" },
    { tag: [tags.string, tags.special(tags.string), tags.regexp], class: "cm-code-string" },
    { tag: [tags.number, tags.bool, tags.null, tags.atom], class: "cm-code-value" },
    { tag: tags.comment, class: "cm-code-comment" },
    { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.variableName), tags.function(tags.variableName)], class: "cm-code-name" },
    { tag: [tags.typeName, tags.className, tags.standard(tags.name), tags.meta], class: "cm-code-type" },
  ]),
);
