/**
 * The menus that open while writing: `/` offers blocks and things to put in, `@` people and moments. Escape closes one for
 * good and leaves what was typed.
 */
import { acceptCompletion, autocompletion, closeCompletion, completionStatus, moveCompletionSelection } from "@codemirror/autocomplete";
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { PREFIX, tree } from "./format.js";
import { icon } from "./icons.js";

/** Most entries that are shown at once. */
const MAX_SHOWN = 60;

/** So much of a line is looked at before the caret, in UTF-16 units: long lines cost no more than short ones. */
const LOOK_BACK = 80;

/**
 * Something to choose.
 *
 * @typedef {object} Offer
 * @property {string} label
 * @property {string} [group] heading that it stands under
 * @property {string} [detail] quiet words behind the label
 * @property {string[]} [words] other words that find it
 * @property {Parameters<typeof icon>[0]} [icon]
 * @property {number} [color] colour of a person, shown with the first letter of their name
 * @property {string} [insert] text that takes the place of what was typed
 * @property {string} [id] what the page is told when it is chosen
 * @property {(state: import("@codemirror/state").EditorState, from: number, to: number) => import("@codemirror/state").TransactionSpec | null} [edit]
 *   what choosing it does, `from..to` being what was typed
 */

/** Where somebody closed a menu: it stays closed for what begins there. @type {import("@codemirror/state").StateEffectType<number>} */
const dismiss = StateEffect.define();

const dismissed = StateField.define({
  create: () => -1,
  update(at, transaction) {
    let next = at < 0 ? at : transaction.changes.mapPos(at, 1);
    for (const effect of transaction.effects) if (effect.is(dismiss)) next = effect.value;
    return next;
  },
});

/** True where marks have no meaning. */
export function inCode(state, pos) {
  for (let node = tree(state, pos).resolveInner(pos, -1); node; node = node.parent) {
    if (["FencedCode", "CodeBlock", "InlineCode", "URL"].includes(node.name)) return true;
  }
  return false;
}

/** What stands before a place on its line. */
const behind = (line, pos) => line.text.slice(Math.max(0, pos - line.from - LOOK_BACK), pos - line.from);

/** How well an offer fits what was typed; null: not at all. */
function fit({ label, words = [] }, typed) {
  if (!typed) return 0;
  const name = label.toLowerCase();
  if (name.startsWith(typed)) return 0;
  if (name.split(/\s+/).some((word) => word.startsWith(typed))) return 1;
  if (words.some((word) => word.startsWith(typed))) return 2;
  return name.includes(typed) ? 3 : typed.split(/\s+/).every((word) => name.includes(word)) ? 4 : null;
}

/**
 * Those that fit, best first.
 *
 * @param {Offer[]} offers
 * @param {string} typed
 */
export function fitting(offers, typed) {
  const wanted = typed.trim().toLowerCase();
  const found = offers.map((offer, at) => ({ offer, at, score: fit(offer, wanted) })).filter(({ score }) => score !== null);
  found.sort((a, b) => a.score - b.score || a.at - b.at);
  return found.slice(0, MAX_SHOWN).map(({ offer }) => offer);
}

/**
 * A menu that opens at a mark.
 *
 * @param {RegExp} pattern what is typed before the caret; group 1 is the mark with all behind it
 * @param {(state: import("@codemirror/state").EditorState, pos: number) => Offer[] | Promise<Offer[]>} offersOf
 * @param {(id: string, line: string) => void} chosen
 */
export function menu(pattern, offersOf, chosen) {
  return (/** @type {import("@codemirror/autocomplete").CompletionContext} */ context) => {
    const { state, pos } = context;
    const line = state.doc.lineAt(pos);
    const match = pattern.exec(behind(line, pos));
    if (!match || state.readOnly || !state.selection.main.empty) return null;
    const from = pos - match[1].length;
    if (state.field(dismissed) === from || inCode(state, pos)) return null;
    return list(context, from, match[1].slice(1));
  };

  async function list(context, from, typed) {
    const offers = fitting(await offersOf(context.state, context.pos), typed);
    if (!offers.length || context.aborted) return null;
    return { from: from + 1, filter: false, options: offers.map((offer, at) => option(offer, at, typed.trim() === "", chosen)) };
  }
}

/** An offer as the completion package takes it. Groups are shown until something is typed. */
function option(offer, at, grouped, chosen) {
  return {
    label: offer.label,
    detail: offer.detail,
    section: grouped && offer.group ? { name: offer.group, rank: at } : undefined,
    offer,
    apply(view, _completion, from, to) {
      const spec = offer.edit?.(view.state, from - 1, to) ?? {
        changes: { from: from - 1, to, insert: offer.insert ?? "" },
        selection: { anchor: from - 1 + (offer.insert ?? "").length },
        userEvent: "input.complete",
      };
      view.dispatch({ scrollIntoView: true, ...spec });
      if (!offer.id) return;
      const { text } = view.state.doc.lineAt(view.state.selection.main.head);
      chosen(offer.id, text.slice(PREFIX.exec(text)[0].length).trim());
    },
  };
}

/** The picture in front of a label: an icon, or a person's letter in their colour. */
function picture({ offer }) {
  const dom = document.createElement("span");
  dom.className = "cm-menu-icon";
  dom.setAttribute("aria-hidden", "true");
  if (offer.color !== undefined) {
    dom.classList.add("cm-menu-person", `peer-${offer.color % 12}`);
    dom.textContent = [...offer.label.replace(/^@/, "")][0]?.toUpperCase() ?? "";
  } else if (offer.icon) {
    dom.append(icon(offer.icon));
  }
  return dom;
}

function close(view) {
  if (completionStatus(view.state) === null) return false;
  const { head } = view.state.selection.main;
  const line = view.state.doc.lineAt(head);
  const mark = /(?:^|[\s([])([/@][^/@]*)$/.exec(behind(line, head));
  if (mark) view.dispatch({ effects: dismiss.of(head - mark[1].length) });
  return closeCompletion(view);
}

/** A list that scrolls can be reached, as its rows can by arrows. */
const reachable = EditorView.updateListener.of(({ state, view }) => {
  const list = completionStatus(state) === "active" ? view.dom.querySelector(".cm-menu > ul") : null;
  if (list instanceof HTMLElement) list.tabIndex = 0;
});

/**
 * The extension.
 *
 * @param {ReturnType<typeof menu>[]} menus
 */
export function menus(menus) {
  return [
    dismissed,
    reachable,
    autocompletion({
      override: menus,
      defaultKeymap: false,
      icons: false,
      activateOnTypingDelay: 20,
      interactionDelay: 0,
      maxRenderedOptions: MAX_SHOWN,
      tooltipClass: () => "cm-menu",
      addToOptions: [{ render: picture, position: 20 }],
    }),
    Prec.highest(
      keymap.of([
        { key: "ArrowDown", run: moveCompletionSelection(true) },
        { key: "ArrowUp", run: moveCompletionSelection(false) },
        { key: "PageDown", run: moveCompletionSelection(true, "page") },
        { key: "PageUp", run: moveCompletionSelection(false, "page") },
        { key: "Enter", run: acceptCompletion },
        { key: "Tab", run: acceptCompletion },
        { key: "Escape", run: close },
      ]),
    ),
  ];
}
