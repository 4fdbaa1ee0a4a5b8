/** What an element of pasted HTML looks like, and where it leads. */

/** Stands before `style` and handlers while parsing: the page's policy would report every one that it meets. */
export const RENAMED = "data-pasted-";

/** @param {Element} element */
export const styleOf = (element) => (element.getAttribute(`${RENAMED}style`) ?? "").toLowerCase();

/**
 * The value of one property of a style.
 *
 * @param {string} style
 * @param {string} name
 */
export function property(style, name) {
  const found = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`).exec(style);
  return found ? found[1].trim() : "";
}

/**
 * True for what a reader would not see.
 *
 * @param {Element} element
 */
export function isHidden(element) {
  if (element.hasAttribute("hidden") || element.getAttribute("aria-hidden") === "true") return true;
  const style = styleOf(element);
  if (!style) return false;
  return (
    property(style, "display") === "none" ||
    property(style, "visibility") === "hidden" ||
    /^0(\D|$)/.test(property(style, "font-size")) ||
    /^0(\.0+)?$/.test(property(style, "opacity")) ||
    property(style, "mso-hide") === "all"
  );
}

const TRACKING = /^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_eid|igshid|_hsenc|_hsmi)$/i;

/**
 * An address that may be followed, without redirects of mail and search and without parameters that only track; empty for any other.
 *
 * @param {string} href
 */
export function webAddress(href) {
  let url;
  try {
    url = new URL(href);
  } catch {
    return "";
  }
  if (url.protocol === "mailto:") return url.href;
  if (url.protocol !== "http:" && url.protocol !== "https:") return "";
  const led = /(^|\.)google\.\w+$/.test(url.hostname) && url.pathname === "/url" ? (url.searchParams.get("q") ?? url.searchParams.get("url")) : null;
  const safe = /\.safelinks\.protection\.outlook\.com$/.test(url.hostname) ? url.searchParams.get("url") : null;
  if (led ?? safe) return webAddress(/** @type {string} */ (led ?? safe));
  const tracked = [...url.searchParams.keys()].filter((name) => TRACKING.test(name));
  if (!tracked.length) return url.href;
  for (const name of tracked) url.searchParams.delete(name);
  return url.href;
}
