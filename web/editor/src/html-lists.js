/** Lists of pasted HTML: nested as the standard says, as siblings (Google Docs, Slack), or as paragraphs with a level (Word). */
import { property, styleOf } from "./html-look.js";

/**
 * One item, with those of its nested lists after it.
 *
 * @typedef {object} Item
 * @property {number} level 0 is outermost
 * @property {boolean} ordered
 * @property {number} [start] number that the list begins with
 * @property {boolean | null} done null: no task
 * @property {string[]} blocks
 */

/** Deepest level that is told apart. */
const DEEPEST = 8;

/** @typedef {(node: Node) => string[]} Content */

/** Whether an item is a task, and a done one. */
function taskOf(item) {
  const box = item.querySelector(":scope > input[type=checkbox], :scope > p > input[type=checkbox], :scope > label > input[type=checkbox], :scope > div > input[type=checkbox]");
  if (box) {
    box.remove();
    return box.hasAttribute("checked");
  }
  if (item.getAttribute("role") !== "checkbox") return null;
  for (const image of item.querySelectorAll(":scope > img")) image.remove();
  return item.getAttribute("aria-checked") === "true";
}

/**
 * The items of a list, in order.
 *
 * @param {Element} list `ul` or `ol`, or a lone `li`
 * @param {number} level
 * @param {Content} content
 * @returns {Item[]}
 */
export function collectList(list, level, content) {
  const ordered = (list.tagName === "LI" ? list.parentElement?.tagName : list.tagName) === "OL";
  const start = Number(list.getAttribute("start")) || 1;
  /** @type {Item[]} */
  const items = [];
  for (const child of list.tagName === "LI" ? [list] : [...list.children]) {
    if (child.matches("ul, ol")) items.push(...collectList(child, Math.min(level + 1, DEEPEST), content));
    else if (child.tagName === "LI") items.push(...collectItem(child, level, ordered, start, content));
    else items.push({ level, ordered, start, done: null, blocks: content(child) });
  }
  return items;
}

function collectItem(item, level, ordered, start, content) {
  const done = taskOf(item);
  const nested = [...item.children].filter((child) => child.matches("ul, ol"));
  const inner = nested.flatMap((list) => collectList(list, Math.min(level + 1, DEEPEST), content));
  for (const list of nested) list.remove();
  const blocks = content(item);
  const empty = !blocks.length && inner.length > 0 && done === null;
  return [...(empty ? [] : [{ level, ordered, start, done, blocks: done ? blocks.map(unstruck) : blocks }]), ...inner];
}

/** A done task of Google Docs is struck through as well. */
const unstruck = (text) => text.replace(/^~~([^~]*)~~$/, "$1");

/**
 * A paragraph that Word shows as a list item: its level is in its style, its mark a span that is to be ignored.
 *
 * @param {Element} paragraph
 * @param {Content} content
 * @returns {Item | null}
 */
export function wordItem(paragraph, content) {
  const level = /level(\d+)/.exec(property(styleOf(paragraph), "mso-list"));
  if (!level) return null;
  const marks = [...paragraph.querySelectorAll("span")].filter((span) => property(styleOf(span), "mso-list") === "ignore");
  const mark = marks.map((span) => span.textContent ?? "").join("").trim();
  for (const span of marks) span.remove();
  const ordered = /^\(?[\da-z]{1,4}[.)]$/i.test(mark) && !/^o$/i.test(mark);
  return { level: Math.min(Number(level[1]) - 1, DEEPEST), ordered, start: parseInt(mark, 10) || 1, done: null, blocks: content(paragraph) };
}

/**
 * @param {Item[]} items
 * @returns {string}
 */
export function listMarkdown(items) {
  /** Open levels: width of the mark, number of the last item. @type {{level: number, ordered: boolean, width: number, number: number}[]} */
  const open = [];
  const lines = items.map(({ level, ordered, start, done, blocks }) => {
    while (open.length && open[open.length - 1].level > level) open.pop();
    let last = open.at(-1);
    if (!last || last.level < level || last.ordered !== ordered) {
      if (last && last.level === level) open.pop();
      last = { level, ordered, width: 0, number: (start ?? 1) - 1 };
      open.push(last);
    }
    last.number++;
    const mark = ordered ? `${last.number}. ` : "- ";
    last.width = mark.length;
    const indent = " ".repeat(open.slice(0, -1).reduce((sum, { width }) => sum + width, 0));
    const [first = "", ...rest] = blocks;
    const within = indent + " ".repeat(mark.length);
    const box = done === null ? "" : done ? "[x] " : "[ ] ";
    const text = [first, ...rest.flatMap((block) => ["", block])].join("\n").replace(/\n(?=[^\n])/g, `\n${within}`);
    return `${indent}${mark}${box}${text}`.trimEnd();
  });
  return lines.join("\n");
}
