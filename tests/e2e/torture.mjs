/**
 * Two people type for minutes while the network between each of them and the server fails at random, the server is stopped and killed, and pages sleep or are
 * loaded again: `cargo xtask torture --network [--minutes 15] [--seed N]`. After each fault what a page called saved is on the server, and at the end every keystroke is there.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";

import { Person, launch, section } from "./browser.mjs";
import { Server, eventually } from "./harness.mjs";
import { Network } from "./network.mjs";
import { LETTERS, Writer } from "./writer.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "15" }, seed: { type: "string" } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const end = Date.now() + Number(values.minutes) * 60_000;
console.log(`seed ${seed}, ${values.minutes} minutes`);

/** Mulberry32: the same faults for the same seed. */
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Mostly short, at times longer than the page's patience. */
const while_ = () => pause(pick([200, 1_000, 3_000, 8_000, 16_000, 25_000]) * (0.5 + random()));

const server = await Server.start();
const browser = await launch();
const accounts = [server.account("Ada Admin", "admin"), server.account("Grace Member")];
const id = await server.createPlain(accounts[0], "Torture");
const body = `sections/${section(await server.view(accounts[0], id), "prose").id}/body`;
const networks = [await Network.to(server.port), await Network.to(server.port)];
const people = await Promise.all(accounts.map((account, at) => Person.at(browser, networks[at].url, account)));
const writers = people.map((person, at) => new Writer(person, body, LETTERS[at], ["End", "Home"][at]));
const stored = async () => section(await server.view(accounts[0], id), "prose").body;
const figures = { faults: {}, checks: 0, claims: 0, lost: 0 };

/** What pages called saved is on the server. */
async function honest() {
  const claims = await Promise.all(writers.map((writer) => writer.claimed()));
  const text = await stored();
  writers.forEach((writer, at) => assert.ok(writer.of(text).length >= claims[at], `${claims[at]} called saved, ${writer.of(text).length} there`));
  figures.checks += 1;
  figures.claims = Math.max(figures.claims, ...claims);
}

const faults = {
  "swallowed both ways": async (network) => (network.swallow(), while_()),
  "swallowed on the way up": async (network) => (network.swallow("up"), while_()),
  "swallowed on the way down": async (network) => (network.swallow("down"), while_()),
  "half open": async (network) => (network.halve(), while_()),
  "another address": async (network) => (network.move(), while_()),
  "reset and refused": async (network) => (network.cut(), while_()),
  "reset": async (network) => network.reset(),
  "both swallowed": async () => {
    for (const network of networks) network.swallow();
    await while_();
  },
  "page asleep": async (network, at) => {
    await writers[at].rest();
    const cdp = await people[at].context.newCDPSession(people[at].page);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    if (random() < 0.5) network.swallow();
    await while_();
    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    await cdp.detach();
    writers[at].start();
  },
  "page loaded again": async (network, at) => {
    await writers[at].rest();
    await people[at].kept();
    if (random() < 0.5) network.cut();
    await people[at].page.reload();
    await people[at].text(body).waitFor();
    await writers[at].sit();
    writers[at].start();
    await while_();
  },
  "server stopped": async () => {
    await server.stop();
    await while_();
    await server.launch();
  },
  "server killed": async () => {
    await server.kill();
    // What only the pages have stays with them until the server was looked at.
    const cut = random() < 0.5;
    if (cut) for (const network of networks) network.cut();
    await while_();
    await server.launch();
    if (cut) await honest();
  },
};

for (const writer of writers) {
  await writer.person.open(id);
  await writer.person.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await writer.sit();
  writer.start();
}
let told = Date.now();
while (Date.now() < end) {
  const [at, name] = [Math.floor(random() * 2), pick(Object.keys(faults))];
  await faults[name](networks[at], at);
  figures.faults[name] = (figures.faults[name] ?? 0) + 1;
  await honest();
  for (const network of networks) network.heal();
  await while_();
  if (Date.now() - told > 60_000) {
    told = Date.now();
    console.log(JSON.stringify({ typed: writers.map(({ typed }) => typed.length), ...figures }));
  }
}
await Promise.all(writers.map((writer) => writer.rest()));
await Promise.all(people.map((person) => person.saved()));
const text = await eventually("pages and server read the same length", async () => {
  const text = await stored();
  return text.length === writers[0].typed.length + writers[1].typed.length && text;
});
for (const writer of writers) writer.check(text);
await server.kill();
await server.launch();
assert.equal(await stored(), text, "after a last kill");
figures.lost = networks.reduce((sum, { lost }) => sum + lost, 0);
console.log(JSON.stringify({ typed: writers.map(({ typed }) => typed.length), troubles: people.flatMap(({ troubles }) => troubles), ...figures }));
console.log("every keystroke is there, and nothing was called saved that was not");
await browser.close();
await Promise.all(networks.map((network) => network.close()));
await server.close();
