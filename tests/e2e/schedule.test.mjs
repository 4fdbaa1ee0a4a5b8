/** Scheduling the meeting in the page, by two people: proposed, asked, moved, called off and on again; who facilitates; where it shows. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("the meeting's schedule", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two;

  before(async () => {
    server = await Server.start();
    [ada, grace] = [server.account("Ada Admin", "admin"), server.account("Grace Member")];
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Checkout refused cards");
    [one, two] = await Promise.all([
      Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin", reducedMotion: "reduce" }),
      Person.at(browser, server.url, grace, { timezoneId: "America/New_York", reducedMotion: "reduce" }),
    ]);
    await Promise.all([one.open(id), two.open(id)]);
  });

  afterEach(async () => {
    const troubles = [...one.troubles, ...two.troubles];
    await Promise.all([one.close(), two.close()]);
    assert.deepEqual(troubles, []);
  });

  const text = (person, part) => person.find(part).innerText();
  const reads = (person, part, words) => eventually(`${part} reads ${words}`, async () => words.test(await text(person, part)));

  /** Opens the part of the panel by its address. */
  const show = async (person) => {
    await person.page.evaluate(() => { location.hash = ""; location.hash = "#meeting"; });
    await person.find("schedule").waitFor();
  };

  /** Fills the form in and sends it off: a Monday well ahead, when both zones are in the same season. */
  async function schedule(clock = "10:00") {
    await show(one);
    await one.find("schedule-open").click();
    await one.find("schedule-date").fill(monday());
    await one.find("schedule-clock").fill(clock);
    await one.find("schedule-pick").fill("Grace");
    await one.find("schedule-pick").press("Enter");
    await one.find("schedule-send").click();
    await one.find("schedule-card").waitFor();
  }

  function monday() {
    const day = new Date(Date.now() + 7 * 24 * 3_600_000);
    while (day.getUTCDay() !== 1) day.setUTCDate(day.getUTCDate() + 1);
    return day.toISOString().slice(0, 10);
  }

  test("it is scheduled, seen, moved, called off, and on again", async () => {
    assert.equal(await two.find("schedule-chip").count(), 0);
    await show(one);
    await one.find("schedule-open").click();
    // Whoever owns it is proposed, with the reason.
    assert.match(await text(one, "schedule-chosen"), /Ada Admin[\s\S]*owns the postmortem/);
    assert.equal(await one.find("schedule-zone").inputValue(), "Europe/Berlin");
    await reads(one, "schedule-span", /10:00–11:00 \(Europe\/Berlin, UTC\+0[12]:00\)/);
    assert.deepEqual(await findings(one.page), []);
    await one.find("schedule-not-now").click();
    await schedule();
    await reads(one, "schedule-card", /10:00–11:00 \(Europe\/Berlin, UTC\+0[12]:00\)[\s\S]*Asked to be there[\s\S]*Grace Member/);
    assert.deepEqual(await findings(one.page), []);

    // Grace sees it on her clock, in the document, under the bell and on the page with all postmortems.
    await two.find("schedule-chip").waitFor();
    await two.find("schedule-chip").click();
    await reads(two, "schedule-card", /10:00–11:00 \(Europe\/Berlin[\s\S]*For you: .*0[345]:00–0[456]:00 \(America\/New_York/);
    await eventually("the bell", async () => (await server.api(grace, "GET", "/notifications")).notifications[0]?.kind === "meeting_set");
    const file = await two.page.request.get(`${server.url}/api/postmortems/${id}/meeting.ics`);
    assert.match(await file.text(), /BEGIN:VEVENT/);

    // Moved: seen at once.
    await one.find("schedule-change").click();
    await one.find("schedule-clock").fill("14:30");
    await one.find("schedule-minutes").selectOption("30");
    await one.find("schedule-send").click();
    await reads(two, "schedule-card", /14:30–15:00 \(Europe\/Berlin/);
    await two.go("/");
    await reads(two, "meetings-ahead", /Checkout refused cards[\s\S]*you are asked to come/);
    assert.deepEqual(await findings(two.page), []);

    // Called off, and thought better of.
    await one.find("schedule-cancel").click();
    await reads(one, "schedule-card", /Ada Admin cancelled the meeting/);
    await two.open(id);
    await show(two);
    await reads(two, "schedule-card", /Ada Admin cancelled the meeting/);
    assert.equal(await two.find("schedule-chip").count(), 0);
    await one.page.getByRole("button", { name: "Undo" }).last().click();
    await reads(two, "schedule-card", /14:30–15:00 \(Europe\/Berlin/);
    // The cancelled card names the time, too.
    await eventually("it is on again", async () => {
      const { meeting } = await server.api(ada, "GET", `/postmortems/${id}/meeting`);
      return meeting.sequence === 3 && !meeting.cancelled;
    });
  });

  test("what two people change at the same time is told before it is written over", async () => {
    await schedule();
    await show(two);
    await two.find("schedule-change").click();
    await two.find("schedule-clock").fill("16:00");
    await one.find("schedule-change").click();
    await one.find("schedule-clock").fill("11:00");
    await one.find("schedule-send").click();
    await reads(two, "schedule-form", /Ada Admin changed the meeting meanwhile: it is on .* 11:00–12:00/);
    // A reload loses nothing of what was being written.
    await two.open(id);
    await show(two);
    assert.equal(await two.find("schedule-clock").inputValue(), "16:00");
    await two.find("schedule-send").click();
    await reads(one, "schedule-card", /16:00–17:00/);
  });

  test("a time that the clocks skip is refused, and what was written stays", async () => {
    await show(one);
    await one.find("schedule-open").click();
    const year = new Date().getUTCMonth() < 2 ? new Date().getUTCFullYear() : new Date().getUTCFullYear() + 1;
    const sunday = new Date(Date.UTC(year, 2, 31));
    while (sunday.getUTCDay() !== 0) sunday.setUTCDate(sunday.getUTCDate() - 1);
    await one.find("schedule-date").fill(sunday.toISOString().slice(0, 10));
    await one.find("schedule-clock").fill("02:30");
    await one.find("schedule-send").click();
    await reads(one, "schedule", /The clocks of Europe\/Berlin skip 02:30/);
    assert.equal(await one.find("schedule-clock").inputValue(), "02:30");
    one.troubles.length = 0;
  });

  test("a facilitator is looked for, the first who offers has it, and it shows on the big view", async () => {
    await two.go("/account#meetings");
    await two.find("facilitating").check();
    await eventually("it is kept", async () => (await server.api(grace, "GET", "/account/facilitating")).willing);
    await two.find("calendar-make").click();
    const address = await two.find("calendar-address").inputValue();
    assert.match(await (await fetch(address)).text(), /^BEGIN:VCALENDAR/);
    assert.deepEqual(await findings(two.page), []);
    await two.find("calendar-revoke").click();
    await eventually("it leads nowhere", async () => (await fetch(address)).status === 404);

    await schedule();
    await one.find("facilitator-ask").click();
    await one.page.getByLabel("A word to those who facilitate").fill("For the second half as well");
    await one.find("facilitator-send").click();
    await two.open(id);
    await show(two);
    await reads(two, "schedule-facilitator", /Ada Admin looks for a facilitator\.[\s\S]*For the second half as well/);
    await two.find("facilitator-take").click();
    await reads(two, "facilitator-found", /You facilitate the meeting/);
    await reads(one, "facilitator-found", /Grace Member facilitates the meeting/);
    await reads(one, "schedule-card", /Facilitator[\s\S]*Grace Member[\s\S]*Asked to be there[\s\S]*Ada Admin/);
    await eventually("Ada is told", async () => (await server.api(ada, "GET", "/notifications")).notifications.some(({ kind }) => kind === "facilitator_found"));
    await one.go(`/p/${id}/present`);
    await reads(one, "present-when", /10:00–11:00 \(Europe\/Berlin[\s\S]*led by Grace Member/);
    assert.deepEqual(await findings(one.page), []);
  });

  test("without a network what was written stays, and goes when it is back", async () => {
    await show(one);
    await one.find("schedule-open").click();
    await one.find("schedule-date").fill(monday());
    await one.page.context().setOffline(true);
    await one.find("schedule-send").click();
    await reads(one, "schedule", /You are offline: what you wrote stays here/);
    await one.page.context().setOffline(false);
    await one.find("schedule-send").click();
    await one.find("schedule-card").waitFor();
    one.troubles.length = 0;
  });
});
