/**
 * What a keystroke costs in the page, and what opening costs: in a document with a section of 100 kB, 300 timeline entries and 50 comments, while ten others type in it; and
 * the same section in a page with nothing but CodeMirror and Yjs. Prints one JSON object a figure; `cargo xtask bench page` runs it on a release build.
 */
import { Person, launch } from "../e2e/browser.mjs";
import { Server, eventually } from "../e2e/harness.mjs";
import { memory, opening, say, typing } from "./page/measure.mjs";
import { servePlain } from "./page/plain.mjs";
import { Scene } from "../e2e/scene.mjs";

/** What the lens takes for a section of 100 kB, each time that its text is another one. */
async function reading(person, body) {
  const took = () => person.page.evaluate(() => performance.getEntriesByName("lens").map((entry) => ({ at: entry.startTime, ms: entry.duration }))[0]);
  const times = [];
  for (let round = 0; round < 12; round++) {
    const before = await took();
    await person.type(body, "a", "Home");
    await eventually("the lens has looked", async () => (await took())?.at !== before?.at);
    times.push((await took()).ms);
  }
  times.sort((one, other) => one - other);
  say("lens", "section of 100 kB read anew, p50", times[times.length / 2], "ms");
  say("lens", "section of 100 kB read anew, least", times[0], "ms");
}

const server = await Server.start();
const browser = await launch();
try {
  const ada = server.account("Ada Admin", "admin");
  const scene = await Scene.on(server, ada);
  const person = await Person.at(browser, server.url, ada);
  await person.open(scene.id);
  await opening(person.page, `${server.url}/p/${scene.id}`, () => person.saved(), "page");
  await memory(person.page, "page");
  await reading(person, scene.body);

  const plain = await servePlain(server.port);
  say("plain page", "JavaScript, not compressed", plain.bytes / 1000, "kB");
  const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const about = new URLSearchParams({ url: `${plain.url.replace("http", "ws")}api/postmortems`, room: `${scene.id}/sync`, token: ada.token, section: scene.section });
  const ready = () => eventually("the plain page is there", () => other.evaluate(() => document.body?.dataset.ready === "yes"));
  await opening(other, `${plain.url}#${about}`, ready, "plain page");
  await memory(other, "plain page");

  await person.focus(scene.body, "Home");
  await typing(person.page, "section of 100 kB, alone");
  await other.bringToFront();
  await typing(other, "plain page, alone");

  await scene.othersType();
  await person.page.bringToFront();
  await person.focus(scene.body, "Home");
  await typing(person.page, "section of 100 kB, ten others type");
  await person.focus("timeline/entry-10/text");
  await typing(person.page, "one of 300 entries, ten others type");
  await other.bringToFront();
  await typing(other, "plain page, ten others type");
  await memory(person.page, "page, at the end");
  scene.close();
  plain.close();
} finally {
  await browser.close();
  await server.close();
}
