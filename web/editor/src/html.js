/**
 * HTML of the clipboard as Markdown: what Google Docs, Word, Slack, GitHub and web pages put there. What runs, what is hidden
 * and what tracks is left out. Parsing is inert: nothing is fetched and no script runs.
 */
import { inlineMarkdown } from "./html-inline.js";
import { collectList, listMarkdown, wordItem } from "./html-lists.js";
import { RENAMED, isHidden } from "./html-look.js";

/** Longest HTML that is read, in UTF-16 units; what is longer comes in as plain text. */
export const MAX_HTML_UNITS = 2_000_000;

const DROPPED = "script,style,link,meta,title,noscript,template,iframe,object,embed,svg,canvas,audio,video,button,select,textarea,map";

const BLOCKS = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV " +
    "OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL").split(" "),
);

/**
 * The Markdown that HTML stands for; null if it is too long to be read.
 *
 * @param {string} html
 * @returns {string | null}
 */
export function markdownOf(html) {
  if (html.length > MAX_HTML_UNITS) return null;
  const inert = html.replace(/<style\b[^]*?(?:<\/style\s*>|$)/gi, "").replace(/[\s"'\/](style|on\w+)(?=\s*=)/gi, (whole, name) => whole[0] + RENAMED + name);
  const { body } = new DOMParser().parseFromString(inert, "text/html");
  for (const element of body.querySelectorAll(DROPPED)) element.remove();
  for (const element of [...body.querySelectorAll("*")]) if (isHidden(element)) element.remove();
  const converter = new Converter(body);
  return converter.blocks(body).join("\n\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** Text as it was before styles and handlers were renamed. */
const restored = (text) => text.replaceAll(RENAMED, "");

class Converter {
  /** Elements that are blocks or hold one. @type {Set<Element>} */
  #holders = new Set();

  /** @param {Element} body */
  constructor(body) {
    for (const element of body.querySelectorAll("*")) {
      if (!BLOCKS.has(element.tagName)) continue;
      for (let at = element; at && !this.#holders.has(at); at = at.parentElement) this.#holders.add(at);
    }
  }

  /**
   * What a node holds, a string for each block. What stands between blocks is a paragraph.
   *
   * @param {Node} parent
   * @returns {string[]}
   */
  blocks(parent) {
    /** @type {string[]} */
    const out = [];
    /** @type {Node[]} */
    let run = [];
    /** @type {import("./html-lists.js").Item[]} */
    let items = [];
    const endRun = () => {
      const text = run.length ? inlineMarkdown(run, restored) : "";
      run = [];
      if (text) {
        endList();
        out.push(text);
      }
    };
    const endList = () => {
      if (items.length) out.push(listMarkdown(items));
      items = [];
    };
    for (const node of parent.childNodes) {
      if (!(node instanceof Element) || !this.#holders.has(node)) {
        if (node instanceof Element && node.matches("[data-stringify-type='paragraph-break']")) endRun();
        else run.push(node);
        continue;
      }
      endRun();
      const found = this.#items(node);
      if (found) {
        items.push(...found);
        continue;
      }
      const blocks = this.#block(node);
      if (blocks.length) endList();
      out.push(...blocks);
    }
    endRun();
    endList();
    return out;
  }

  /** The items of a list, or of a paragraph that Word shows as one; null for anything else. */
  #items(element) {
    const content = (node) => this.blocks(node);
    if (element.matches("ul, ol")) return collectList(element, Number(element.getAttribute("data-indent")) || 0, content);
    const item = element.matches("p, div") ? wordItem(element, content) : null;
    return item ? [item] : null;
  }

  /** @param {Element} element */
  #block(element) {
    const { tagName } = element;
    if (/^H[1-6]$/.test(tagName)) return this.#heading(element);
    if (tagName === "HR") return ["---"];
    if (tagName === "PRE") return fence(element);
    if (tagName === "TABLE") return this.#table(element);
    if (tagName === "LI") return [listMarkdown(collectList(element, 0, (node) => this.blocks(node)))];
    const inner = this.blocks(element);
    if (tagName !== "BLOCKQUOTE" || !inner.length) return inner;
    return [inner.join("\n\n").replace(/^/gm, "> ").replace(/^> $/gm, ">")];
  }

  #heading(element) {
    const text = inlineMarkdown([...element.childNodes], restored, { plain: true }).replace(/\\?\n/g, " ");
    return text ? [`${"#".repeat(Number(element.tagName[1]))} ${text}`] : [];
  }

  /** A table; one that only lays out others, or has one cell, gives what it holds. */
  #table(table) {
    const rows = [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table);
    const cells = rows.map((row) => [...row.children].filter((cell) => cell.matches("td, th")));
    const columns = Math.max(0, ...cells.map((row) => row.reduce((sum, cell) => sum + span(cell), 0)));
    if (columns < 2 || table.querySelector("table")) return cells.flat().flatMap((cell) => this.blocks(cell));
    const lines = cells.map((row) => {
      const texts = row.flatMap((cell) => [this.#cell(cell), ...Array(span(cell) - 1).fill("")]);
      return `| ${[...texts, ...Array(columns - texts.length).fill("")].join(" | ")} |`;
    });
    lines.splice(1, 0, `|${" --- |".repeat(columns)}`);
    return [lines.join("\n")];
  }

  #cell(cell) {
    const plain = cell.tagName === "TH";
    const text = this.#holders.has(cell) && cell.querySelector([...BLOCKS].join(",")) ? this.blocks(cell).join(" ") : inlineMarkdown([...cell.childNodes], restored, { plain });
    return text.replace(/\\?\n+/g, " ").replace(/(?<!\\)\|/g, "\\|").trim();
  }
}

/** Columns that a cell takes; pages have been seen to ask for a thousand. */
const span = (cell) => Math.max(1, Math.min(Number(cell.getAttribute("colspan")) || 1, 20));

/** Code as it stands, between fences that are longer than any in it. */
function fence(pre) {
  for (const br of pre.querySelectorAll("br")) br.replaceWith("\n");
  const text = restored(pre.textContent).replace(/\u00a0/g, " ").replace(/^\n+|\s+$/g, "");
  if (!text) return [];
  const source = [pre, ...pre.querySelectorAll("code"), pre.parentElement].map((element) => element?.getAttribute("class") ?? "").join(" ");
  const language = /(?:language|lang|highlight-source)-([\w+#-]+)/.exec(source)?.[1] ?? "";
  const marks = "`".repeat(Math.max(3, ...(text.match(/`+/g) ?? []).map((run) => run.length + 1)));
  return [`${marks}${language}\n${text}\n${marks}`];
}
