/** Bringing chats and alerts into the timeline in a real browser: paste, answer, look, add, and find it again. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const COPIED = `Ada Lovelace
  9:01 AM
checkout is slow
9:04
and now *errors* too

PagerDuty
APP  9:05 AM
Alert: checkout latency
Grace Hopper
  9:20 AM
rolled back to 4.12, thanks @Ada Lovelace
2 replies
`;

describe("bringing in a chat", { timeout: SUITE_DEADLINE }, () => {
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

  const stored = (what, met) =>
    eventually(what, async () => {
      const view = await server.view(ada, id);
      const entries = view.timeline.filter((entry) => !entry.removed);
      return met(entries, view) && entries;
    });
  const line = (person, at) => person.find("import-line").nth(at);
  const tick = (person, at) => line(person, at).getByRole("checkbox");
  const addButton = (person) => person.find("import-add");

  /** Opens the dialog, from where it is. */
  async function open(person) {
    const tool = person.find("timeline-import");
    await ((await tool.count()) ? tool : person.find("timeline-import-first")).click();
    await person.find("import-paste").waitFor();
  }

  /** Pastes as a browser does: without the keys, which a headless one does not have for its clipboard. */
  async function paste(person, text) {
    await person.find("import-paste").evaluate((area, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  const drop = (person, name, text) =>
    person.find("import-paste").evaluate(
      (area, [fileName, content]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], fileName));
        area.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      },
      [name, text],
    );

  test("messages copied from Slack: the day is asked, lines are chosen, both see the entries at their times", async () => {
    await open(one);
    await paste(one, COPIED);
    await eventually("four lines are found", async () => /^4 lines/.test(await one.find("import-found").innerText()));
    assert.equal(await one.find("import-format").inputValue(), "slack-copied");
    assert.equal(await line(one, 0).locator(".import-time").innerText(), "09:01", "no day, no zone yet");
    assert.match(await one.find("import-note").innerText(), /Say which day it was/);
    await addButton(one).click();
    await eventually("it says what is missing", async () => /Say the day/.test(await one.find("import-trouble").innerText()));
    assert.deepEqual(await findings(one.page), []);

    await one.find("import-day").fill("2026-11-20");
    await eventually("times have a day and the device's zone", async () =>
      (await line(one, 1).locator(".import-time").innerText()) === "Fri 20 Nov 2026, 09:04 UTC+01:00");
    await one.find("import-zone").fill("America/Chicago");
    await one.find("import-zone").press("Enter");
    await eventually("the same clock in another zone", async () =>
      (await line(one, 1).locator(".import-time").innerText()) === "Fri 20 Nov 2026, 16:04 UTC+01:00");
    assert.match(await line(one, 3).locator("select").getAttribute("aria-label"), /a guess by its words/);
    assert.equal(await line(one, 3).locator("select").inputValue(), "solution");
    await line(one, 0).locator("select").selectOption("detection");
    await tick(one, 1).uncheck();
    await one.find("import-roles").check();
    await eventually("people are roles, in their words too", async () => {
      const text = await line(one, 3).innerText();
      return text.includes("On-call engineer 2") && text.includes("thanks on-call engineer 1");
    });
    await eventually("three are to be added", async () => (await addButton(one).innerText()) === "Add 3 lines");
    await addButton(one).click();

    const entries = await stored("three entries", (held) => held.length === 3);
    assert.deepEqual(
      entries.map((entry) => [entry.at, entry.kind, entry.text]),
      [
        ["2026-11-20T09:01:00-06:00", "detection", "On-call engineer 1: checkout is slow"],
        ["2026-11-20T09:05:00-06:00", "detection", "PagerDuty: Alert: checkout latency"],
        ["2026-11-20T09:20:00-06:00", "solution", "On-call engineer 2: rolled back to 4.12, thanks on-call engineer 1"],
      ],
    );
    assert.ok(entries.every((entry) => entry.source.startsWith("Copied from Slack, #")));
    await eventually("the other sees them on a clock of hers", async () => {
      const times = await two.find("timeline-entry").getByTestId("entry-time").allInnerTexts();
      return times.join() === "10:01,10:05,10:20";
    });

    // Once more, on the other's page: what is there is marked and stays out.
    await open(two);
    await paste(two, COPIED);
    await two.find("import-day").fill("2026-11-20");
    await eventually("three are marked", async () => (await two.find("import-there").count()) === 3);
    assert.match(await two.find("import-note").innerText(), /3 lines are in the timeline already/);
    assert.equal(await addButton(two).innerText(), "Add 1 line");
    assert.ok(await tick(two, 0).isDisabled());
    await two.find("import-day").fill("2026-11-21");
    await eventually("on another day they are others", async () => (await two.find("import-there").count()) === 0);
    await two.find("import-day").fill("2026-11-20");
    await eventually("one again", async () => (await addButton(two).innerText()) === "Add 1 line");
    await addButton(two).click();
    await stored("four entries", (held) => held.length === 4);
    await eventually("the first sees it", async () => (await one.find("timeline-entry").count()) === 4);
  });

  test("a chat that is pasted into the line for one entry is looked at, and nothing else is", async () => {
    const box = one.find("timeline-add");
    const pasteThere = (text) =>
      box.evaluate((input, pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", pasted);
        return input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      }, text);
    await box.fill("half a word");
    assert.ok(await pasteThere("rolled back"), "words go into the line");
    assert.ok(await pasteThere("We looked at the graph.\nNobody had seen it before."), "prose does, too");
    assert.equal(await one.find("import").count(), 0);
    assert.equal(await pasteThere(COPIED), false);
    await eventually("four lines are found", async () => /^4 lines/.test(await one.find("import-found").innerText()));
    await one.find("import-day").fill("2026-11-20");
    await eventually("they can be added", async () => (await addButton(one).getAttribute("aria-disabled")) === null);
    await addButton(one).click();
    await stored("all are in the timeline", (entries) => entries.length === 4);
    assert.equal(await box.inputValue(), "half a word", "what was typed stays");
    await open(one);
    assert.equal(await one.find("import-paste").inputValue(), "", "the next time it begins empty");
    await one.page.keyboard.press("Escape");
  });

  test("what was added is one step to undo, and comes back", async () => {
    await open(one);
    await paste(one, "2026-11-20 14:05 UTC slow\n2026-11-20 14:06 UTC errors\n");
    await eventually("both are ticked", async () => (await addButton(one).innerText()) === "Add 2 lines");
    await addButton(one).click();
    await stored("two entries", (held) => held.length === 2);
    await one.page.getByRole("button", { name: "Undo" }).last().click();
    await stored("none", (held) => held.length === 0);
    await open(one);
    await paste(one, "2026-11-20 14:05 UTC slow\n2026-11-20 14:06 UTC errors\n");
    await eventually("they are known as removed", async () => (await one.find("import-removed").count()) === 2);
    await addButton(one).click();
    await stored("two again", (held) => held.length === 2);
    await one.page.locator("body").press("Control+z");
    await stored("none again, by the key", (held) => held.length === 0);
  });

  test("a dropped file, by keyboard, a page of lines at a time", async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) =>
      `[${String(Math.floor(at / 3600) + 10).padStart(2, "0")}:${String(Math.floor(at / 60) % 60).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}] <ada> line ${at}`);
    await open(one);
    await drop(one, "#incident_20261120.log", rows.join("\n"));
    await eventually("all are found", async () => /^10000 lines · #incident · Fri 20 Nov 2026, 10:00/.test(await one.find("import-found").innerText()));
    assert.equal(await one.find("import-line").count(), 200);
    assert.equal(await one.find("import-range").innerText(), "1–200 of 10000");
    await one.find("import-later").click();
    await eventually("the next ones", async () => /line 200$/.test(await line(one, 0).innerText().then((text) => text.split("\n").find((row) => row.startsWith("line")))));
    await one.find("import-words").fill("line 777");
    await eventually("only those", async () => (await one.find("import-range").isHidden()) && (await one.find("import-line").count()) === 19);
    await tick(one, 0).focus();
    await one.page.keyboard.press("Space");
    await one.page.keyboard.press("Shift+ArrowDown");
    await one.page.keyboard.press("Shift+ArrowDown");
    await one.page.keyboard.press("ArrowDown");
    await eventually("three are ticked", async () => (await addButton(one).innerText()) === "Add 3 lines");
    await one.find("import-all").check();
    await eventually("all of these", async () => (await addButton(one).innerText()) === "Add 19 lines");
    await addButton(one).click();
    const entries = await stored("they are there", (held) => held.length === 19);
    assert.ok(entries.every((entry) => entry.source.startsWith("IRC log, #incident, #")));
  });

  test("what cannot be read says why, and takes another format", async () => {
    await open(one);
    await drop(one, "cut.json", '{"guild":{"id":"1"},"channel":{"id":"2"},\n"messages":[{"id":"3",');
    await eventually("the line is named", async () => /^Line 2: the JSON ends in the middle/.test(await one.find("import-trouble").innerText()));
    await one.find("import-format").selectOption("notes");
    await eventually("nothing in it", async () => /Nothing in it reads as/.test(await one.find("import-trouble").innerText()));
    await one.find("import-another").click();
    await one.find("import-paste").waitFor();
    await one.page.keyboard.press("Escape");
    await eventually("the dialog is gone", async () => (await one.find("import").count()) === 0);
  });

  test("it works without a network, and reaches the other afterwards", async () => {
    await one.saved();
    await one.context.setOffline(true);
    await open(one);
    await paste(one, "2026-11-20 14:05 UTC slow\n2026-11-20 14:06 UTC errors\n");
    await eventually("both are ticked", async () => (await addButton(one).innerText()) === "Add 2 lines");
    await addButton(one).click();
    await eventually("they are shown", async () => (await one.find("timeline-entry").count()) === 2);
    await one.context.setOffline(false);
    await eventually("the other sees them", async () => (await two.find("timeline-entry").count()) === 2);
    one.troubles.length = 0;
  });

  test("a file becomes a postmortem, and our own JSON the same one", async () => {
    const sample = fileURLToPath(new URL("../../shared/src/import/samples/postmortem.md", import.meta.url));
    const imported = (...arguments_) => server.command("import", ...arguments_).split(/\s/)[0];
    const made = imported(sample, "--user", ada.email);
    const view = await server.view(ada, made);
    assert.equal(view.title, "Checkout was slow");
    assert.deepEqual(view.timeline.map((entry) => entry.at.slice(0, 16)), ["2026-03-11T13:05", "2026-03-11T13:20", "2026-03-11T13:20", "2026-03-12T00:10"]);
    assert.equal(view.mitigations.length, 3);
    await one.open(made);
    await eventually("it is an ordinary postmortem", async () => (await one.find("timeline-entry").count()) === 4);

    const file = `${server.data}/whole.json`;
    writeFileSync(file, server.command("export", made, "--format", "json"));
    const again = imported(file, "--user", grace.email);
    assert.notEqual(again, made);
    assert.equal(server.command("export", again, "--format", "json"), server.command("export", made, "--format", "json"));
    writeFileSync(file, "{\"title\": 1");
    assert.throws(() => server.command("import", file, "--user", ada.email), /whole\.json, line 1: /);
    assert.throws(() => server.command("import", sample, "--user", "nobody@example.com"), /there is no account/);
  });

  test("it fits wide and narrow, light and dark", async () => {
    const folder = process.env.DEBRIEF_SHOTS;
    if (folder) mkdirSync(folder, { recursive: true });
    for (const [width, height] of [[1440, 900], [390, 844]]) {
      for (const colorScheme of ["light", "dark"]) {
        await one.page.emulateMedia({ colorScheme });
        await one.page.setViewportSize({ width, height });
        const shot = async (what) => {
          if (folder) await one.page.screenshot({ path: `${folder}/import-${what}-${width}-${colorScheme}.png` });
        };
        await open(one);
        await shot("source");
        await paste(one, COPIED);
        await line(one, 3).waitFor();
        await one.find("import-roles").check();
        await shot("lines");
        const wider = await one.find("import").evaluate((sheet) => sheet.scrollWidth > sheet.clientWidth);
        assert.equal(wider, false, `nothing stands out at ${width}`);
        assert.deepEqual(await findings(one.page), []);
        await one.page.keyboard.press("Escape");
        await eventually("closed", async () => (await one.find("import").count()) === 0);
      }
    }
  });
});
