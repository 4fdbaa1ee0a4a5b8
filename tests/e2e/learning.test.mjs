/** Learning over many incidents: facts in the document, figures by right, tables and CSV, and answers to what one has taken on. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("learning", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, one;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    grace = server.account("Grace Member");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    one = await Person.at(browser, server.url, ada);
  });

  afterEach(async () => {
    assert.deepEqual(one.troubles, []);
    await one.close();
  });

  const two = (number) => String(number).padStart(2, "0");
  /** Puts a postmortem in that begins on a day, with these minutes to detect and to resolve. */
  function incident(title, day, [detected, resolved], facts, mitigations = []) {
    const at = (minutes) => `2026-${day}T${two(10 + Math.floor(minutes / 60))}:${two(minutes % 60)}:00+01:00`;
    const marks = { impact_started: at(0), detected: at(detected), resolved: at(resolved) };
    const file = path.join(tmpdir(), `debrief-learning-${process.pid}.json`);
    writeFileSync(file, JSON.stringify({ title, facts: { ...facts, ...marks }, sections: [], timeline: [], mitigations }));
    server.command("import", file, "--user", ada.email);
    rmSync(file);
  }

  test("without a postmortem it says kindly what is needed", async () => {
    await one.go("/learning");
    await one.page.getByText("There is nothing to look at yet").waitFor();
    assert.deepEqual(await findings(one.page), []);
  });

  test("tags and contributing factors are facts, are offered again, found by the search, and shown here", async () => {
    const id = await server.createPlain(ada, "Checkout refused cards");
    await one.open(id);
    await one.find("fact-factors-input").fill("retry storm, Ada forgot to look");
    await one.find("fact-factors-input").press("Enter");
    await one.find("fact-tags-input").fill("database");
    await one.find("fact-tags-input").press("Enter");
    await one.saved();
    assert.deepEqual((await server.view(ada, id)).facts.factors, ["retry storm", "Ada forgot to look"]);
    await eventually("a person is no factor", async () => /Ada forgot/.test(await one.find("fact-factors-advice").innerText()));
    await one.page.getByRole("button", { name: "Take out Ada forgot to look" }).click();
    await eventually("it is taken out", async () => (await server.view(ada, id)).facts.factors.join() === "retry storm");
    assert.deepEqual(await findings(one.page), []);

    const other = await server.createPlain(ada, "Queue stood still");
    await one.open(other);
    await one.find("fact-factors-input").focus();
    await eventually("what others use is offered", async () =>
      (await one.page.locator("[data-testid=fact-factors] datalist option").evaluateAll((all) => all.map((it) => it.value))).join() === "retry storm");
    await one.find("fact-factors-input").fill("Retry Storm");
    await one.find("fact-factors-input").press("Enter");
    await one.saved();

    await one.go("/");
    await one.page.getByRole("link", { name: "Learning" }).click();
    const factor = one.find("learning-factors").getByRole("link", { name: /retry storm/i }).first();
    await eventually("both count", async () => /in 2 postmortems/.test(await factor.innerText()));
    await factor.click();
    await one.page.waitForURL(/\/search\?factor=/);
    await eventually("the search has both", async () => (await one.page.locator(".search-title").count()) === 2);
    await one.find("chip-factor").waitFor();
  });

  test("every incident is a dot with both ends, in a table and in CSV; and nothing is told of what one may not open", async () => {
    for (let number = 1; number <= 8; number += 1) {
      incident(`Incident ${number}`, `0${1 + (number % 3)}-1${number}`, [number, 10 * number], { severity: `Sev-${1 + (number % 2)}`, services: ["checkout"] });
    }
    await one.go("/learning?service=checkout");
    await eventually("all are there", async () => /^8 postmortems/.test(await one.find("learning-count").innerText()));
    const detect = one.find("span-detected");
    assert.equal(await detect.locator("svg a").count(), 8);
    assert.match(await detect.innerText(), /n = 8 · median 4 min/);
    assert.match(await detect.locator("svg a").first().getAttribute("aria-label"), /^Incident 1: 1 min, .*10:00 UTC\+01:00 impact started → .*10:01 UTC\+01:00 detected$/);
    assert.match(await one.find("span-acknowledged").innerText(), /No incident here has both marks yet/);
    assert.equal(await one.find("learning-incidents").locator("svg a").count(), 3, "a bar a month");
    assert.ok(!/average|\bmean of|mean time/i.test(await one.page.locator("main").innerText()));
    // By keyboard from dot to dot, and to the postmortem.
    await detect.locator("svg a").first().focus();
    await one.page.keyboard.press("Tab");
    assert.match(await one.page.evaluate(() => document.activeElement.getAttribute("aria-label")), /^Incident 2: 2 min/);
    await one.find("learning-spans-table").click();
    assert.equal(await one.find("learning-spans").locator("tbody tr").count(), 16);
    const [download] = await Promise.all([one.page.waitForEvent("download"), one.find("learning-spans-csv").click()]);
    const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n");
    assert.equal(lines.length, 17);
    assert.match(lines[1], /^Time to detect,Incident 1,[0-9a-f-]{36},60,2026-02-11T10:00:00\+01:00,2026-02-11T10:01:00\+01:00,Sev-2$/);
    assert.deepEqual(await findings(one.page), []);

    await one.find("learning-severity").fill("sev-1");
    await one.find("learning-severity").press("Enter");
    await eventually("half of them", async () => /^4 postmortems/.test(await one.find("learning-count").innerText()));
    await eventually("a median of four is none", async () => /n = 4 · a median is told from 8 on/.test(await one.find("span-detected").innerText()));
    assert.match(one.page.url(), /severity=sev-1/);

    const { postmortems } = await server.api(ada, "GET", "/postmortems?q=Incident");
    await server.api(ada, "PATCH", `/postmortems/${postmortems[0].id}/access`, { visibility: "restricted" });
    const other = await Person.at(browser, server.url, grace);
    await other.go("/learning?service=checkout");
    await eventually("one fewer", async () => /^7 postmortems/.test(await other.find("learning-count").innerText()));
    assert.deepEqual(other.troubles, []);
    await other.close();

    for (const [width, scheme] of [[1440, "light"], [1440, "dark"], [390, "light"], [390, "dark"]]) {
      await one.page.setViewportSize({ width, height: 900 });
      await one.page.emulateMedia({ colorScheme: scheme });
      await one.go("/learning?service=checkout");
      await one.find("learning-count").waitFor();
      const wide = await one.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `at ${width} nothing is wider than the page`);
      assert.deepEqual(await findings(one.page), []);
      if (process.env.DEBRIEF_SHOTS) await one.page.screenshot({ path: `${process.env.DEBRIEF_SHOTS}/learning-${width}-${scheme}.png`, fullPage: true });
    }
    // Where one touches, fields are larger; a page that is too wide makes the whole screen wider.
    const phone = await Person.at(browser, server.url, ada, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await phone.go("/learning?service=checkout");
    await phone.find("learning-count").waitFor();
    assert.equal(await phone.page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth)), 390);
    assert.deepEqual(phone.troubles, []);
    await phone.close();
  });

  test("what one has taken on shows its age and is answered in the list", async () => {
    const mitigation = (id, text) => ({ id, text, category: null, approach: null, owner: ada.name, due: "2026-01-05", priority: "", ticket: "", status: "open", reason: "", removed: null });
    incident("Old one", "01-05", [1, 2], {}, [mitigation("m1", "Alert on the pool"), mitigation("m2", "Warm the cache")]);
    await one.go("/mitigations?show=mine");
    const row = (words) => one.find("todos-row").filter({ hasText: words });
    await row("Alert on the pool").getByTestId("answer").click();
    assert.deepEqual(await findings(one.page), []);
    await row("Alert on the pool").getByTestId("answer-done").click();
    await row("Alert on the pool").getByTestId("answer-field").fill("paged on 3 May");
    await one.page.keyboard.press("Enter");
    await eventually("it is gone", async () => (await row("Alert on the pool").count()) === 0);
    await row("Warm the cache").getByTestId("answer").click();
    await row("Warm the cache").getByTestId("answer-later").click();
    await row("Warm the cache").getByTestId("answer-field").fill("2030-02-01");
    await row("Warm the cache").getByTestId("answer-give").click();
    await eventually("it has a new date", async () => /Due 1 Feb 2030/.test(await row("Warm the cache").innerText()));
    const { actions } = await server.api(ada, "GET", "/actions?status=done");
    const done = actions.find((item) => item.text === "Alert on the pool");
    const { mitigations } = await server.view(ada, done.postmortem);
    assert.equal(mitigations.find((item) => item.id === done.id).proof, "paged on 3 May");
  });
});
