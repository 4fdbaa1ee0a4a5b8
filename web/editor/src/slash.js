/** What `/` offers: kinds of lines, blocks, and – from the page – times, people, entries and mitigations. */
import { putBlock, putCallout, putText, turnLine } from "./blocks.js";
import { CALLOUTS } from "./callouts.js";
import { menu } from "./menu.js";
import { rowAt, tableOffers } from "./tables.js";
import * as texts from "./texts.js";

/** @typedef {import("./menu.js").Offer} Offer */

/** At the start of a line or behind a space; words behind it narrow the list down. */
const SLASH = /(?:^|\s)(\/(?:[\p{L}\p{N}]+ ?){0,4})$/u;

/** @param {import("./blocks.js").LineKind} kind */
const line = (kind) => (state, from, to) => turnLine(state, from, to, kind);
const block = (text) => (state, from, to) => putBlock(state, from, to, text);
const words = (text) => (_state, from, to) => putText(from, to, text);

/** @type {Offer[]} */
const BLOCKS = [
  { label: texts.HEADING_1, detail: "#", icon: "heading", words: texts.ALSO_HEADING_1, edit: line("heading1") },
  { label: texts.HEADING_2, detail: "##", icon: "heading", words: texts.ALSO_HEADING_2, edit: line("heading2") },
  { label: texts.HEADING_3, detail: "###", icon: "heading", words: texts.ALSO_HEADING_3, edit: line("heading3") },
  { label: texts.PLAIN_TEXT, icon: "text", words: texts.ALSO_PLAIN_TEXT, edit: line("text") },
  { label: texts.LIST, detail: "-", icon: "list", words: texts.ALSO_LIST, edit: line("bullet") },
  { label: texts.NUMBERED_LIST, detail: "1.", icon: "numbers", words: texts.ALSO_NUMBERED_LIST, edit: line("number") },
  { label: texts.TASK_LIST, detail: "- [ ]", icon: "task", words: texts.ALSO_TASK_LIST, edit: line("task") },
  { label: texts.QUOTE, detail: ">", icon: "quote", words: texts.ALSO_QUOTE, edit: line("quote") },
  { label: texts.TABLE, icon: "table", words: texts.ALSO_TABLE, edit: block("| \0 |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |") },
  ...CALLOUTS.map(({ kind, label, what }) => ({
    label,
    detail: what,
    icon: /** @type {const} */ ("callout"),
    words: texts.ALSO_CALLOUT,
    edit: (state, from, to) => putCallout(state, from, to, kind),
  })),
  { label: texts.CODE_BLOCK, detail: "```", icon: "code", words: texts.ALSO_CODE_BLOCK, edit: block("```\0\n\n```") },
  { label: texts.DIVIDER, detail: "---", icon: "rule", words: texts.ALSO_DIVIDER, edit: block("---\n\n\0") },
  { label: texts.LINK, icon: "link", words: texts.ALSO_LINK, edit: words("[\0](https://)") },
  { label: texts.MENTION_A_PERSON, detail: "@", icon: "person", words: texts.ALSO_MENTION, edit: words("@") },
].map((offer) => ({ group: texts.BLOCKS, ...offer }));

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
