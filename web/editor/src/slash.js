/** What `/` offers: kinds of lines, blocks, and – from the page – times, people, entries and mitigations. */
import { putBlock, putCallout, putText, turnLine } from "./blocks.js";
import { CALLOUTS } from "./callouts.js";
import { menu } from "./menu.js";
import { rowAt, tableOffers } from "./tables.js";

/** @typedef {import("./menu.js").Offer} Offer */

/** At the start of a line or behind a space; words behind it narrow the list down. */
const SLASH = /(?:^|\s)(\/(?:[\p{L}\p{N}]+ ?){0,4})$/u;

/** @param {import("./blocks.js").LineKind} kind */
const line = (kind) => (state, from, to) => turnLine(state, from, to, kind);
const block = (text) => (state, from, to) => putBlock(state, from, to, text);
const words = (text) => (_state, from, to) => putText(from, to, text);

/** @type {Offer[]} */
const BLOCKS = [
  { label: "Heading 1", detail: "#", icon: "heading", words: ["title", "h1"], edit: line("heading1") },
  { label: "Heading 2", detail: "##", icon: "heading", words: ["subtitle", "h2"], edit: line("heading2") },
  { label: "Heading 3", detail: "###", icon: "heading", words: ["h3"], edit: line("heading3") },
  { label: "Plain text", icon: "text", words: ["paragraph", "normal"], edit: line("text") },
  { label: "List", detail: "-", icon: "list", words: ["bullet", "unordered"], edit: line("bullet") },
  { label: "Numbered list", detail: "1.", icon: "numbers", words: ["ordered"], edit: line("number") },
  { label: "Task list", detail: "- [ ]", icon: "task", words: ["todo", "checkbox", "check"], edit: line("task") },
  { label: "Quote", detail: ">", icon: "quote", words: ["cite", "blockquote"], edit: line("quote") },
  { label: "Table", icon: "table", words: ["grid", "columns"], edit: block("| \0 |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |") },
  ...CALLOUTS.map(({ kind, label, what }) => ({
    label,
    detail: what,
    icon: /** @type {const} */ ("callout"),
    words: ["callout", "box", "alert"],
    edit: (state, from, to) => putCallout(state, from, to, kind),
  })),
  { label: "Code block", detail: "```", icon: "code", words: ["fence", "snippet", "shell", "log"], edit: block("```\0\n\n```") },
  { label: "Divider", detail: "---", icon: "rule", words: ["line", "rule", "separator", "hr"], edit: block("---\n\n\0") },
  { label: "Link", icon: "link", words: ["url", "address"], edit: words("[\0](https://)") },
  { label: "Mention a person", detail: "@", icon: "person", words: ["people", "who", "someone"], edit: words("@") },
].map((offer) => ({ group: "Blocks", ...offer }));

/**
 * The menu.
 *
 * @param {() => Offer[] | Promise<Offer[]>} more what the page offers
 * @param {(id: string, line: string) => void} chosen
 */
export const slashMenu = (more, chosen) =>
  menu(
    SLASH,
    async (state, pos) => (rowAt(state, pos) ? [...tableOffers, ...(await more()).filter(({ insert }) => insert)] : [...BLOCKS, ...(await more())]),
    chosen,
  );
