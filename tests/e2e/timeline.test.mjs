/** The timeline in a real browser: what two people write, mark, move, filter, draw, walk through and tell side by side. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const DAY = "2026-11-20";

describe("timeline", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    grace = server.account("Grace Hopper", "member");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Checkout refused cards");
    [one, two] = await Promise.all([
      Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin" }),
      Person.at(browser, server.url, grace, { timezoneId: "America/New_York" }),
    ]);
    await Promise.all([one.open(id), two.open(id)]);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  /** Waits until the server's copy meets a condition; gives it. */
  const stored = (what, met) =>
    eventually(what, async () => {
      const view = await server.view(ada, id);
      return met(view) && view;
    });
  const live = (view) => view.timeline.filter((entry) => !entry.removed);
  const times = (view) => live(view).map((entry) => new Date(entry.at).toISOString().slice(11, 16));
  const entries = (person) => person.find("timeline-entry");
  const shown = (person) => entries(person).count();
  const time = (person, at) => entries(person).nth(at).getByTestId("entry-time");

  /** Adds entries at these times of UTC, on one day, and waits until both see them. */
  async function write(...lines) {
    for (const line of lines) await one.addEntry(`${DAY} ${line}`);
    await stored("all of them are stored", (view) => live(view).length === lines.length);
    await eventually("both see them", async () => (await shown(one)) === lines.length && (await shown(two)) === lines.length);
  }

  async function menu(person, at, item) {
    await entries(person).nth(at).hover();
    await entries(person).nth(at).getByRole("button", { name: "More for this entry" }).click();
    await person.page.getByRole("menuitem", { name: item }).click();
  }

  test("a line says about when, on which day and in which zone", async () => {
    await one.find("timeline-add").fill("1500 errors");
    await eventually("it may be a time", async () => (await one.find("timeline-add-read-time").innerText()) === "Is it 15:00? Read it as the time");
    await one.find("timeline-add-read-time").click();
    assert.equal(await one.find("timeline-add").inputValue(), "15:00 errors");
    await one.find("timeline-add").fill(`${DAY} ~14:05 UTC rolled back`);
    await eventually("what will be is said", async () => /about 14:05 UTC/.test(await one.find("timeline-add-preview").innerText()));
    await one.find("timeline-add").press("Enter");
    await one.addEntry("+1d 2:05pm UTC all is well");
    const view = await stored("both are stored", (view) => live(view).length === 2);
    assert.deepEqual(live(view).map((entry) => [new Date(entry.at).toISOString(), entry.approximate]), [
      ["2026-11-20T14:05:00.000Z", true],
      ["2026-11-21T14:05:00.000Z", false],
    ]);
    await eventually("the other sees it on a clock of hers", async () => (await shown(two)) === 2 && (await time(two, 0).innerText()) === "~09:05");
    await two.find("clock-utc").click();
    assert.equal(await time(two, 0).innerText(), "~14:05");
    assert.match(await two.find("timeline-zone").innerText(), /UTC/);
    assert.equal(await two.page.locator(".timeline-day:visible").count(), 2);
    assert.equal(await time(one, 0).innerText(), "~15:05", "the other's clock is her own affair");
    await menu(two, 0, "The time is exact");
    await stored("it is exact", (view) => !live(view)[0].approximate);
    // The line is empty once more: what its keys undo is what it added. Words in it are its own.
    const held = (count) => stored(`${count} are there`, (view) => live(view).length === count);
    await one.addEntry(`${DAY} 15:00 UTC said too soon`);
    await held(3);
    await one.find("timeline-add").press("ControlOrMeta+z");
    await held(2);
    await one.find("timeline-add").press("ControlOrMeta+Shift+z");
    await held(3);
    await one.find("timeline-add").pressSequentially("words");
    await one.find("timeline-add").press("ControlOrMeta+z");
    await one.saved();
    assert.equal(live(await server.view(ada, id)).length, 3, "the document stays");
  });

  test("marks are set from entries, go along with them, and are taken away", async () => {
    await write("14:00 UTC errors rise", "14:29 UTC page");
    await menu(one, 0, "Impact started");
    await menu(two, 1, "Detected");
    const flags = (person) => person.find("entry-flag").allInnerTexts();
    for (const person of [one, two]) {
      await eventually("both flags are there, with the duration between them", async () =>
        (await flags(person)).join() === "Impact started,Detected · 29 min after impact started");
    }
    await time(two, 1).focus();
    await two.page.keyboard.press("Alt+Shift+ArrowDown");
    const { facts } = await stored("entry and mark moved", (view) => times(view)[1] === "14:39" && new Date(view.facts.detected).getUTCMinutes() === 39);
    assert.equal(new Date(facts.impact_started).getUTCMinutes(), 0);
    await eventually("the duration follows", async () => (await flags(one))[1] === "Detected · 39 min after impact started");
    await menu(one, 1, "Detected");
    await stored("it is no mark any more", (view) => !view.facts.detected);
    await eventually("nor a flag", async () => (await flags(two)).length === 1);
  });

  test("typing elsewhere builds no entry anew", async () => {
    await write("14:00 UTC a", "14:10 UTC b", "14:20 UTC c");
    const { sections } = await server.view(ada, id);
    const body = `sections/${sections.find((part) => part.kind === "prose").id}/body`;
    await one.type(body, "x");
    await one.saved();
    await one.page.evaluate(() => {
      globalThis.built = [];
      const note = (records) => built.push(...records.flatMap((record) => [...record.addedNodes]).map((node) => node.nodeName));
      for (const entry of document.querySelectorAll("[data-testid=timeline-entry]")) new MutationObserver(note).observe(entry, { childList: true, subtree: true });
    });
    await one.type(body, "typed, saved and typed on");
    await one.saved();
    await eventually("the other reads it", async () => (await two.text(body).innerText()).includes("typed on"));
    assert.deepEqual(await one.page.evaluate(() => globalThis.built), []);
  });

  test("several are selected, changed at once and undone at once", async () => {
    await write("14:00 UTC a", "14:10 UTC b", "14:20 UTC c", "14:30 UTC d");
    await time(one, 0).click({ modifiers: ["ControlOrMeta"] });
    await time(one, 2).click({ modifiers: ["Shift"] });
    const count = () => one.find("timeline-bulk").getByRole("status").innerText();
    await eventually("three are selected", async () => (await count()) === "3 selected");
    assert.equal(await two.find("timeline-bulk").count(), 0, "a selection is one's own");

    await one.find("bulk-minutes").fill("-15");
    await one.find("bulk-shift").click();
    await stored("they moved", (view) => times(view).join() === "13:45,13:55,14:05,14:30");
    await one.page.getByRole("button", { name: "Undo", exact: true }).first().click();
    await stored("all are back in one step", (view) => times(view).join() === "14:00,14:10,14:20,14:30");

    await one.find("bulk-zone").fill("America/New_York");
    await one.find("bulk-zone").press("Enter");
    await stored("15:00 in Berlin is read as 15:00 in New York", (view) => times(view).join() === "14:30,20:00,20:10,20:20");
    await one.page.getByRole("button", { name: "Undo", exact: true }).first().click();
    await stored("and back", (view) => times(view).join() === "14:00,14:10,14:20,14:30");

    await one.find("timeline-bulk").getByRole("button", { name: "Kind" }).click();
    await one.page.getByRole("menuitem", { name: "Decision" }).click();
    await stored("their kind is another", (view) => live(view).map((entry) => entry.kind).join() === "decision,decision,decision,note");

    await time(one, 3).focus();
    await one.page.keyboard.press("Space");
    await eventually("one more by keyboard", async () => (await count()) === "4 selected");
    await one.page.keyboard.press("Shift+ArrowUp");
    await eventually("a stretch by keyboard", async () => (await count()) === "2 selected");
    await one.page.keyboard.press("ControlOrMeta+a");
    await eventually("all by keyboard", async () => (await count()) === "4 selected");
    assert.deepEqual(await findings(one.page), []);
    await one.page.keyboard.press("Escape");
    await eventually("none by Escape", async () => (await one.find("timeline-bulk").count()) === 0);
    await one.page.keyboard.press("ControlOrMeta+a");
    await one.find("bulk-remove").click();
    await eventually("the other does not see them any more", async () => (await shown(two)) === 0);
    await one.page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await eventually("they are back for the other", async () => (await shown(two)) === 4);
  });

  test("a time is dragged, and moved by keyboard", async () => {
    await write("14:00 UTC a", "14:10 UTC b");
    await one.find("clock-utc").click();
    const box = await time(one, 0).boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await one.page.mouse.move(x, y);
    await one.page.mouse.down();
    await one.page.mouse.move(x, y + 20);
    await one.page.mouse.move(x, y + 60);
    await eventually("the new time is shown meanwhile", async () => /^14:12 UTC \(\+12 min\)$/.test(await one.find("drag-note").innerText()));
    assert.deepEqual(times(await server.view(ada, id)), ["14:00", "14:10"], "nothing is written yet");
    await one.page.mouse.up();
    await stored("it is written", (view) => times(view).join() === "14:10,14:12");
    assert.equal(await one.find("moment-editor").count(), 0, "a drag opens no form");
    await eventually("the other sees the new order", async () => (await entries(two).nth(1).innerText()).includes("a"));

    await time(two, 1).focus();
    await two.page.keyboard.press("Alt+ArrowUp");
    await stored("a minute earlier", (view) => times(view).join() === "14:10,14:11");
    await two.page.keyboard.press("Alt+Shift+ArrowUp");
    await stored("ten minutes earlier, in front of the other", (view) => times(view).join() === "14:01,14:10");
    await two.page.keyboard.press("Alt+ArrowDown");
    await stored("the keyboard stayed with it", (view) => times(view).join() === "14:02,14:10");
  });

  test("fewer are shown by kind and by words, and how many is said", async () => {
    await write("14:00 UTC errors rise", "14:10 UTC rolled back", "14:20 UTC told support");
    await one.find("timeline-filter").click();
    await one.find("timeline-filter-words").fill("rolled");
    await eventually("one is shown", async () => (await shown(one)) === 1 && (await one.find("timeline-shown").innerText()) === "1 of 3 shown");
    assert.equal(await shown(two), 3, "a filter is one's own");
    assert.deepEqual(await findings(one.page), []);
    await one.find("timeline-filter-words").fill("");
    await one.page.getByRole("group", { name: "Filter the timeline" }).getByRole("button", { name: "Decision" }).click();
    await eventually("none is of that kind", async () => (await one.find("timeline-shown").innerText()) === "0 of 3 shown");
    await entries(two).nth(1).getByRole("button", { name: "Kind of entry" }).click();
    await two.page.getByRole("menuitem", { name: "Decision" }).click();
    await eventually("what becomes one is shown", async () => (await one.find("timeline-shown").innerText()) === "1 of 3 shown");
    await one.addEntry(`${DAY} 14:30 UTC over`);
    await eventually("what is added is never hidden", async () => (await shown(one)) === 4);
    assert.equal(await one.find("timeline-shown").count(), 0);
  });

  test("silences and odd times are hinted at, for writers alone", async () => {
    await write("14:00 UTC errors rise", "14:42 UTC page", "14:50 UTC mended");
    await eventually("the silence is named", async () => (await one.find("timeline-gap").allInnerTexts()).join() === "42 min without an entry");
    await entries(one).nth(2).getByRole("button", { name: "Kind of entry" }).click();
    await one.page.getByRole("menuitem", { name: "Solution" }).click();
    await menu(one, 1, "Resolved");
    for (const person of [one, two]) {
      await eventually("what is later than the end is said", async () => (await person.find("entry-hint").allInnerTexts()).join() === "later than resolved");
    }
    await one.page.getByRole("button", { name: "Hints", exact: true }).click();
    await eventually("they can be put away", async () => (await one.find("entry-hint").count()) + (await one.find("timeline-gap").count()) === 0);
    assert.equal(await two.find("entry-hint").count(), 1);
  });

  test("the timeline is drawn on a scale, which leads to its entries and can be taken away", async () => {
    await write("14:00 UTC errors rise", "14:00:10 UTC page", "15:30 UTC mended <b>now</b>");
    await menu(one, 0, "Impact started");
    await menu(one, 2, "Resolved");
    const picture = (person) => person.find("timeline-picture").getByRole("img");
    await eventually("both ends of the impact are flags", async () => /Impact started .*Resolved/.test(await picture(two).textContent()));
    await two.find("clock-utc").click();
    await eventually("on the reader's clock", async () => /Resolved 15:30/.test(await picture(two).textContent()));
    assert.match(await picture(one).textContent(), /Resolved 16:30/);
    assert.equal(await picture(one).locator(".scale-dot").count(), 2, "what is too close is one dot");
    assert.match(await picture(one).locator(".scale-dot title").first().textContent(), /2 entries/);
    assert.deepEqual(await findings(one.page), []);
    await picture(one).locator(".scale-dot circle").last().click();
    await eventually("it leads to the entry", async () => one.page.evaluate(() => {
      const last = [...document.querySelectorAll(".entry")].at(-1).getBoundingClientRect();
      return last.top >= 0 && last.bottom <= innerHeight;
    }));
    const [download] = await Promise.all([one.page.waitForEvent("download"), one.find("timeline-svg").click()]);
    assert.equal(download.suggestedFilename(), "timeline.svg");
    const file = await readFile(await download.path(), "utf8");
    assert.match(file, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.ok(file.includes("mended &lt;b&gt;now&lt;/b&gt;") && !file.includes("<b>"));
    assert.match(await server.api(ada, "GET", `/postmortems/${id}/export?format=html`), /<figure><svg class="scale"/);
  });

  test("one walks forward without knowing what came later", async () => {
    await write("14:00 UTC errors rise", "14:10 UTC page", "14:20 UTC mended");
    await menu(one, 2, "Resolved");
    await one.find("timeline-walk").click();
    await eventually("only the first is shown", async () => (await shown(one)) === 1);
    assert.equal(await shown(two), 3, "the other reads on as before");
    assert.match(await one.find("walk").innerText(), /1 of 3/);
    assert.doesNotMatch(await one.find("timeline").innerText(), /Resolved/);
    await one.page.keyboard.press("ArrowRight");
    await eventually("a step", async () => (await shown(one)) === 2);
    await two.addEntry(`${DAY} 14:15 UTC somebody was told`);
    await eventually("what is written meanwhile, later than now, stays out of sight", async () => /2 of 4/.test(await one.find("walk").innerText()));
    assert.equal(await shown(one), 2);
    await one.page.keyboard.press("ArrowRight");
    await eventually("until it comes to that", async () => (await shown(one)) === 3);
    assert.deepEqual(await findings(one.page), []);
    await one.page.keyboard.press("Escape");
    await eventually("Escape ends it", async () => (await shown(one)) === 4 && (await one.find("walk").count()) === 0);
    const view = await server.view(ada, id);
    assert.equal(live(view).length, 4);
  });

  test("several people tell the same moment side by side", async () => {
    await write("14:00 UTC errors rise");
    await menu(one, 0, "Add an account");
    await stored("it is there", (view) => live(view)[0].accounts.length === 1);
    await eventually("its text has the keyboard", async () => one.page.evaluate(() => document.activeElement?.closest(".account") !== null));
    await one.page.keyboard.type("The graph was flat.");
    await menu(two, 0, "Add an account");
    await eventually("both are on both pages", async () => (await one.find("account").count()) === 2 && (await two.find("account").count()) === 2);
    await eventually("hers has the keyboard", async () => two.page.evaluate(() => document.activeElement?.closest(".account") !== null));
    await two.page.keyboard.type("Callers were waiting.");
    const view = await stored("both are stored", (view) => live(view)[0].accounts.every((account) => account.text.endsWith(".")));
    assert.deepEqual(live(view)[0].accounts.map((account) => [account.author, account.text]), [
      ["Ada Admin", "The graph was flat."],
      ["Grace Hopper", "Callers were waiting."],
    ]);
    const boxes = await Promise.all([0, 1].map((at) => one.find("account").nth(at).boundingBox()));
    assert.ok(Math.abs(boxes[0].y - boxes[1].y) < 2 && boxes[1].x > boxes[0].x, "side by side");
    await one.page.setViewportSize({ width: 390, height: 844 });
    await eventually("below each other on a phone", async () => {
      const [first, second] = await Promise.all([0, 1].map((at) => one.find("account").nth(at).boundingBox()));
      return second.y > first.y + first.height - 1;
    });
    assert.deepEqual(await findings(one.page), []);
    await one.find("account-author").first().fill("On-call engineer");
    await one.find("account-author").first().press("Enter");
    await eventually("whose it is can be said otherwise", async () => (await two.find("account-author").first().inputValue()) === "On-call engineer");
    await eventually("it is searched", async () => {
      const { postmortems } = await server.api(ada, "GET", "/postmortems?q=callers");
      return postmortems.some((held) => held.id === id);
    });
    await two.page.getByRole("button", { name: "Remove the account of On-call engineer" }).click();
    await eventually("one is left", async () => (await one.find("account").count()) === 1);
    await two.page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await eventually("and brought back", async () => (await one.find("account").count()) === 2);
  });
});
