/** Small things of the browser that take a line in JavaScript and many in Rust. */

/** @type {Map<string, Intl.DateTimeFormat>} */
const clocks = new Map();

/** @param {string} zone */
function clockOf(zone) {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** Within a quarter of an hour no clock of this century changes. */
const QUARTER_MS = 900_000;
const FROM_MS = Date.UTC(2000, 0);
const MOST_KEPT = 10_000;
/** What the browser said of quarters of an hour: a long timeline asks for hundreds with every change. @type {Map<string, number>} */
const offsets = new Map();

/**
 * How far a zone's clocks are ahead of UTC at an instant, in minutes.
 *
 * @param {string} zone IANA name, as `Europe/Berlin`
 * @param {number} epochMs
 * @returns {number} NaN for an unknown zone or an instant that no calendar has
 */
export function zoneOffsetMinutes(zone, epochMs) {
  if (!(epochMs >= FROM_MS)) return askOffset(zone, epochMs);
  const key = `${zone} ${Math.floor(epochMs / QUARTER_MS)}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size >= MOST_KEPT) offsets.clear();
    offsets.set(key, (offset = askOffset(zone, epochMs)));
  }
  return offset;
}

function askOffset(zone, epochMs) {
  if (!zone) return NaN;
  try {
    /** @type {Record<string, string>} */
    const part = {};
    for (const { type, value } of clockOf(zone).formatToParts(epochMs)) part[type] = value;
    const year = part.era.startsWith("B") ? 1 - Number(part.year) : Number(part.year);
    const shown = new Date(0);
    shown.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
    shown.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
    return Math.round((shown.getTime() - Math.floor(epochMs / 1000) * 1000) / 60_000);
  } catch {
    return NaN;
  }
}

/** A device rarely changes its zone, and asking the browser takes as long as drawing a line: what it said holds for so long, in ms. */
const ZONE_HOLDS_MS = 10_000;
let zone = "";
let zoneAsked = -Infinity;

/** The zone of this device, `UTC` if the browser doesn't tell. */
export function localZone() {
  if (performance.now() - zoneAsked > ZONE_HOLDS_MS) {
    zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
    zoneAsked = performance.now();
  }
  return zone;
}

/** Every zone that the browser knows, and UTC. */
export function zones() {
  return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];
}

/**
 * @param {number} count at most 65,536
 * @returns {Uint8Array}
 */
export function randomBytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

/**
 * Saves text as a file of the person's own.
 *
 * @param {string} name
 * @param {string} mime
 * @param {string} text
 */
export function download(name, mime, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: mime }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * Puts text on the clipboard, on pages without the clipboard API too (plain http on a local network).
 *
 * @param {string} text
 * @returns {Promise<void>} rejected if the browser doesn't allow it
 */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  const focused = document.activeElement;
  area.value = text;
  area.className = "debrief-offscreen";
  document.body.appendChild(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!copied) throw new Error("The browser did not allow copying.");
}
