/** Measures keys in a page: what the main thread spends on each, and how long it takes until it is painted. */
import { eventually } from "../../e2e/harness.mjs";

const KEYS = 150;
/** Between two keys, in ms: ten a second. */
const PACE = 100;

function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function say(bench, figure, value, unit = "ms") {
  console.log(JSON.stringify({ bench, figure, value: Number(value.toFixed(2)), unit }));
}

function report(bench, figure, values) {
  for (const share of [0.5, 0.95, 0.99]) say(bench, `${figure} p${share * 100}`, percentile(values, share));
}

/** Types where the caret is and measures each key. What the page does by itself meanwhile is measured before, and taken off. */
export async function typing(page, bench) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const spent = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  await page.evaluate(() => {
    globalThis.painted = [];
    globalThis.handled = [];
    addEventListener("keydown", (event) => {
      const pressed = event.timeStamp;
      // From the key to the end of all that follows from it in this task.
      const began = performance.now();
      setTimeout(() => globalThis.handled.push(performance.now() - began));
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => globalThis.painted.push(performance.now() - pressed);
        channel.port2.postMessage(0);
      });
    }, { capture: true });
  });
  const probes = [];
  for (let probe = 0; probe < 30; probe += 1) {
    const before = await spent();
    await page.waitForTimeout(PACE);
    probes.push((await spent()) - before);
  }
  const idle = percentile(probes, 0.5);
  const busy = [];
  for (let key = 0; key < KEYS; key += 1) {
    const before = await spent();
    await page.keyboard.press("x");
    await page.waitForTimeout(PACE);
    busy.push(Math.max(0, (await spent()) - before - idle));
  }
  await eventually("all keys are painted", () => page.evaluate((keys) => globalThis.painted.length >= keys, KEYS));
  report(bench, "main thread per key", busy);
  report(bench, "key to handled", await page.evaluate(() => globalThis.handled));
  report(bench, "key to painted frame", await page.evaluate(() => globalThis.painted));
  say(bench, "main thread without keys over the same time p50", idle);
  await cdp.detach();
}

/** Memory of a tab after collection: JavaScript and wasm as the browser counts them. */
export async function memory(page, bench) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.enable");
  await cdp.send("HeapProfiler.collectGarbage");
  await cdp.send("Performance.enable");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const read = (wanted) => metrics.find(({ name }) => name === wanted).value;
  say(bench, "JavaScript heap", read("JSHeapUsedSize") / 1e6, "MB");
  say(bench, "DOM nodes", read("Nodes"), "");
  await cdp.detach();
}

/** Opens an address several times from a warm cache; `there` waits until all of it is there. */
export async function opening(page, address, there, bench) {
  const [all, paint] = [[], []];
  for (let time = 0; time < 6; time += 1) {
    // An address that differs by nothing, or by what follows a #, would not be loaded anew.
    await page.goto("about:blank");
    const began = Date.now();
    await page.goto(address, { waitUntil: "commit" });
    await there();
    all.push(Date.now() - began);
    paint.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN));
  }
  // The first one fills the caches.
  say(bench, "open, warm cache p50", percentile(all.slice(1), 0.5));
  say(bench, "first contentful paint p50", percentile(paint.slice(1), 0.5));
}
