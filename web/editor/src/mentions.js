/**
 * People and moments behind an `@`. A mention is a Markdown link to the person, `[@Ada Lovelace](/people/ID)`: any reader of
 * Markdown shows the name. Here it is one quiet chip, which the caret passes and Backspace removes as a whole.
 */
import { EditorView } from "@codemirror/view";
import { menu } from "./menu.js";

/** Where the link of a mention leads. */
const PERSON = /^\/people\/[0-9a-f-]{36}$/;

/** At the start of a line, or behind a space or a bracket; a name has a few words. */
const AT = /(?:^|[\s([])(@(?:[\p{L}\p{N}.'’-]+ ?){0,4})$/u;

/**
 * True if a link, given by its address and text, mentions somebody.
 *
 * @param {string} address
 * @param {string} text
 */
export const isMention = (address, text) => text.startsWith("@") && PERSON.test(address);

/**
 * A person as a mention in Markdown.
 *
 * @param {string} name
 * @param {string} id
 */
export const mentionOf = (name, id) => `[@${name.replace(/[\\[\]*_`<>]/g, "\\$&")}](/people/${id})`;

/** A mention and the space that came with it. */
const SPACED = /\]\(\/people\/[0-9a-f-]{36}\) $/;
const LONGEST_END = 64;

/** Whoever types a space behind a mention has it already. */
export const oneSpace = EditorView.inputHandler.of(
  (view, from, to, text) => text === " " && from === to && SPACED.test(view.state.sliceDoc(Math.max(0, from - LONGEST_END), from)),
);

/**
 * The menu.
 *
 * @param {() => import("./menu.js").Offer[] | Promise<import("./menu.js").Offer[]>} offers people (with `person`, their id) and moments
 * @param {(id: string, line: string) => void} chosen
 */
export const mentionMenu = (offers, chosen) =>
  menu(
    AT,
    async () =>
      (await offers()).map((offer) => ({ ...offer, insert: `${offer.person ? mentionOf(offer.label, offer.person) : offer.insert} ` })),
    chosen,
  );
