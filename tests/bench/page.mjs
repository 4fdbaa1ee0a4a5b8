/**
 * What a keystroke costs in the page: main-thread time and time to the painted frame, in a section of 100 kB and beside 60 timeline entries.
 * Prints one JSON object a figure; `cargo xtask bench page` runs it on a release build.
 */
import { Person, launch, section } from "../e2e/browser.mjs";
import { Server, eventually } from "../e2e/harness.mjs";

const KEYS = 150;
/** Between two keys, in ms: ten a second. */
const PACE = 100;

const paragraph = "The cache for delivery slots was cold after the deploy, so each request went to the **database**, and the queue grew.\n\n";

function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function report(bench, figure, values) {
  for (const share of [0.5, 0.95, 0.99]) {
    const value = Number(percentile(values, share).toFixed(2));
    console.log(JSON.stringify({ bench, figure: `${figure} p${share * 100}`, value, unit: "ms" }));
  }
}

/** Types into a text and measures each key. */
async function typing(person, path, bench) {
  const cdp = await person.context.newCDPSession(person.page);
  await cdp.send("Performance.enable");
  const spent = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  await person.focus(path);
  await person.page.evaluate(() => {
    globalThis.painted = [];
    addEventListener("keydown", (event) => {
      const pressed = event.timeStamp;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => globalThis.painted.push(performance.now() - pressed);
        channel.port2.postMessage(0);
      });
    }, { capture: true });
  });
  const busy = [];
  // What asking for the metrics costs by itself.
  const probes = [];
  for (let probe = 0; probe < 20; probe += 1) {
    const before = await spent();
    await person.page.waitForTimeout(PACE);
    probes.push((await spent()) - before);
  }
  const idle = percentile(probes, 0.5);
  for (let key = 0; key < KEYS; key += 1) {
    const before = await spent();
    await person.page.keyboard.press("x");
    await person.page.waitForTimeout(PACE);
    busy.push(Math.max(0, (await spent()) - before - idle));
  }
  await eventually("all keys are painted", () => person.page.evaluate((keys) => globalThis.painted.length >= keys, KEYS));
  report(bench, "main thread per key", busy);
  report(bench, "key to painted frame", await person.page.evaluate(() => globalThis.painted));
  console.log(JSON.stringify({ bench, figure: "main thread idle over the same time p50", value: Number(idle.toFixed(2)), unit: "ms" }));
}

const server = await Server.start();
const browser = await launch();
try {
  const ada = server.account("Ada Admin", "admin");
  const long = await server.createPlain(ada, "Long");
  const body = `sections/${section(await server.view(ada, long), "prose").id}/body`;
  const person = await Person.at(browser, server.url, ada);
  await person.open(long);
  await person.focus(body);
  await person.page.keyboard.insertText(paragraph.repeat(Math.ceil(100_000 / paragraph.length)));
  await person.saved();
  const opening = Date.now();
  await person.open(long);
  console.log(JSON.stringify({ bench: "page", figure: "open a 100 kB section", value: Date.now() - opening, unit: "ms" }));
  await typing(person, body, "section of 100 kB");

  const busy = await server.createPlain(ada, "Sixty entries");
  await person.open(busy);
  for (let minute = 0; minute < 60; minute += 1) await person.addEntry(`14:${String(minute).padStart(2, "0")} Step ${minute} of the response`);
  const view = await eventually("60 entries are stored", async () => {
    const seen = await server.view(ada, busy);
    return seen.timeline.length === 60 && seen;
  });
  await typing(person, `timeline/${view.timeline[30].id}/text`, "60 timeline entries");
} finally {
  await browser.close();
  await server.close();
}
