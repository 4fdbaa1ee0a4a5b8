/**
 * A text as it stands on a big screen: the still elements of `print.js`, with every sentence an element of its own, so that light can fall on one of them. Nothing
 * of the text is ever read as HTML.
 */
import { printMarkdown } from "./print.js";

/** Elements whose text is read as sentences; a code block is one. */
const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, th, td, pre";

/** Longest beginning of a sentence by which it is found again after edits before it, in characters. */
const MOST_WORDS = 60;

/** Space above what is brought to the top of the screen, in px. */
const MARGIN = 24;

const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });

/**
 * Where the sentences of a text begin. The browser takes a full stop before a figure for a part of one; more often it ends a sentence.
 *
 * @param {string} text
 */
function startsOf(text) {
  const starts = [...segmenter.segment(text)].filter(({ segment }) => segment.trim()).map(({ index }) => index);
  for (const match of text.matchAll(/[\p{L})][.!?]\s+(?=\d)/gu)) starts.push(match.index + match[0].length);
  return [...new Set(starts)].sort((one, two) => one - two);
}

/**
 * The texts of a block without those of blocks within it.
 *
 * @param {Element} block
 */
function textsOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement?.closest(BLOCKS) === block) texts.push(/** @type {Text} */ (node));
  }
  return texts;
}

/**
 * Puts the parts of one text that belong to different sentences into elements of their own.
 *
 * @param {Text} text
 * @param {{from: number, number: number}[]} parts where each sentence begins in it
 */
function wrap(text, parts) {
  const whole = text.data;
  const pieces = parts.flatMap(({ from, number }, index) => {
    const words = whole.slice(from, parts[index + 1]?.from ?? whole.length);
    const piece = document.createElement("span");
    piece.className = "sentence";
    piece.dataset.sentence = String(number);
    piece.textContent = words.trimEnd();
    // The light ends with the words.
    return piece.textContent === words ? [piece] : [piece, words.slice(piece.textContent.length)];
  });
  text.replaceWith(...pieces);
}

/** @param {HTMLElement} host */
function divide(host) {
  let number = 0;
  for (const block of host.querySelectorAll(BLOCKS)) {
    const texts = textsOf(block);
    const whole = texts.map((text) => text.data).join("");
    if (!whole.trim()) continue;
    const starts = block.tagName === "PRE" ? [0] : startsOf(whole);
    let at = 0;
    for (const text of texts) {
      const end = at + text.data.length;
      const first = starts.findLastIndex((start) => start <= at);
      const parts = [{ from: 0, number: number + Math.max(first, 0) }];
      starts.forEach((start, index) => {
        if (start > at && start < end) parts.push({ from: start - at, number: number + index });
      });
      wrap(text, parts);
      at = end;
    }
    number += starts.length;
  }
}

/**
 * @param {HTMLElement} host
 * @param {number} number
 */
function piecesOf(host, number) {
  return [...host.querySelectorAll(`[data-sentence="${number}"]`)];
}

/**
 * How many sentences an element shows.
 *
 * @param {HTMLElement} host
 */
export function countSentences(host) {
  const all = host.querySelectorAll("[data-sentence]");
  return all.length === 0 ? 0 : Number(/** @type {HTMLElement} */ (all[all.length - 1]).dataset.sentence) + 1;
}

/**
 * How a sentence begins.
 *
 * @param {HTMLElement} host
 * @param {number} number
 */
export function sentenceWords(host, number) {
  const text = piecesOf(host, number).map((piece) => piece.textContent).join("");
  return [...text.trim()].slice(0, MOST_WORDS).join("");
}

/**
 * The sentence that begins with these words, the nearest to a number if there are several; the number itself if none does, and -1 without it.
 *
 * @param {HTMLElement} host
 * @param {number} number
 * @param {string} words
 */
function find(host, number, words) {
  const count = countSentences(host);
  const begins = (/** @type {number} */ at) => sentenceWords(host, at) === words;
  for (let away = 0; words && away < count; away += 1) {
    if (number - away >= 0 && number - away < count && begins(number - away)) return number - away;
    if (number + away < count && begins(number + away)) return number + away;
  }
  return number < count ? number : -1;
}

/**
 * Fills an element with Markdown as it is presented.
 *
 * @param {HTMLElement} host
 * @param {string} source
 * @param {string} pictures where the postmortem's pictures are
 */
export function presentMarkdown(host, source, pictures) {
  printMarkdown(host, source, pictures);
  divide(host);
  for (const link of host.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noreferrer";
  }
}

/**
 * Lets the light fall on a sentence (`words` is how it begins), or brings one to the top (`words` is empty); a negative number is none.
 *
 * @param {HTMLElement} host
 * @param {number} number
 * @param {string} words
 */
export function lightSentence(host, number, words) {
  for (const lit of host.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
  const found = number < 0 ? -1 : find(host, number, words);
  const pieces = found < 0 ? [] : piecesOf(host, found);
  const lights = words !== "" && pieces.length > 0;
  host.toggleAttribute("data-lit", lights);
  const scroller = host.closest("[data-scroller]");
  if (pieces.length === 0) {
    if (number < 0 && scroller) scroller.scrollTop = 0;
    return;
  }
  if (lights) {
    for (const piece of pieces) piece.classList.add("is-lit");
    pieces[0].scrollIntoView({ block: "center" });
  } else if (scroller) {
    scroller.scrollTop += pieces[0].getBoundingClientRect().top - scroller.getBoundingClientRect().top - MARGIN;
  }
}

/**
 * The first sentence that does not fit on the screen any more, to go on with; -1 when all of it is in sight.
 *
 * @param {HTMLElement} host
 */
export function sentenceBelow(host) {
  const scroller = host.closest("[data-scroller]");
  if (!scroller || scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2) return -1;
  const { top, bottom } = scroller.getBoundingClientRect();
  for (const piece of host.querySelectorAll("[data-sentence]")) {
    const box = piece.getBoundingClientRect();
    if (box.bottom > bottom && box.top > top + MARGIN + 2) return Number(/** @type {HTMLElement} */ (piece).dataset.sentence);
  }
  return -1;
}
