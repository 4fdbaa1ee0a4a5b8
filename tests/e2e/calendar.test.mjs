/** What calendars read, by a calendar library of others: a meeting as a file, all of them at an address, at the edges of summer time, too. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import ICAL from "ical.js";

import { SUITE_DEADLINE, Server } from "./harness.mjs";

/** Minutes that the clocks of a zone are before UTC at a moment, by the platform's own tables. */
function offset(zone, at) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).formatToParts(at);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return (Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - at) / 60_000;
}

/** The next moments at which the clocks of a zone are changed, as whole minutes of Unix time. */
function changes(zone) {
  const hour = 3_600_000;
  const begin = Math.ceil(Date.now() / hour) * hour + 48 * hour;
  const found = [];
  for (let at = begin; at < begin + 366 * 24 * hour; at += hour) {
    if (offset(zone, at) !== offset(zone, at - hour)) found.push(at);
  }
  return found;
}

/** What the clocks of a zone show at a moment: `2026-11-30T10:00`. */
function shown(zone, at) {
  return new Date(at + offset(zone, at) * 60_000).toISOString().slice(0, 16);
}

describe("calendars", { timeout: SUITE_DEADLINE }, () => {
  let server, ada, grace;

  before(async () => {
    server = await Server.start(["--public-url", "{url}"]);
    [ada, grace] = [server.account("Ada Admin", "admin"), server.account("Grace Member")];
    const { people } = await server.api(ada, "GET", "/admin/people");
    for (const account of [ada, grace]) account.id = people.find(({ person }) => person.name === account.name).person.id;
  });

  after(async () => {
    await server?.close();
  });

  const plan = (start, time_zone, more = {}) => ({ start, time_zone, minutes: 90, place: "Room 4; second floor, left", facilitator: grace.id, required: [ada.id], ...more });

  /** The events of a calendar, and the calendar. */
  function read(text) {
    const calendar = new ICAL.Component(ICAL.parse(text));
    return { calendar, events: calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event)) };
  }

  const file = async (who, id) => read(await server.api(who, "GET", `/postmortems/${id}/meeting.ics`));

  test("a meeting is the same moment for every calendar, whatever the clocks do then", async () => {
    let tried = 0;
    for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns"]) {
      for (const change of changes(zone).slice(0, 2)) {
        // Across the change, right after it, and a day later on the same clock.
        for (const at of [change - 30 * 60_000, change, change + 24 * 3_600_000]) {
          const local = shown(zone, at);
          // A time that comes twice is its first coming.
          const first = [60, 30].map((minutes) => at - minutes * 60_000).find((before) => shown(zone, before) === local) ?? at;
          const id = await server.createPlain(ada, `${zone} ${local}`);
          await server.api(ada, "PUT", `/postmortems/${id}/meeting`, plan(local, zone));
          const { events: [event] } = await file(ada, id);
          assert.equal(event.startDate.toJSDate().getTime(), first, `${zone} ${local}`);
          assert.equal(event.endDate.toJSDate().getTime(), first + 90 * 60_000, `${zone} ${local}`);
          assert.equal(event.duration.toSeconds(), 90 * 60);
          tried += 1;
        }
      }
    }
    assert.equal(tried, 24);
  });

  test("a file says what, where, who, and is the same meeting through every change", async () => {
    const title = "Checkout; refused, cards \\n ü€😀 END:VEVENT with a title that is longer than any line of a calendar may be";
    const id = await server.createPlain(ada, title);
    const day = new Date(Date.now() + 9 * 24 * 3_600_000).toISOString().slice(0, 10);
    await server.api(ada, "PUT", `/postmortems/${id}/meeting`, plan(`${day}T10:00`, "Europe/Berlin"));
    const { calendar, events } = await file(ada, id);
    assert.equal(events.length, 1);
    const [event] = events;
    assert.equal(calendar.getFirstPropertyValue("method"), "REQUEST");
    assert.equal(event.summary, `Postmortem: ${title}`);
    assert.equal(event.location, "Room 4; second floor, left");
    assert.ok(event.description.includes(`Read the postmortem in advance: ${server.url}/p/${id}\n`), event.description);
    assert.ok(event.description.includes("10:00–11:30 (Europe/Berlin, UTC+0"), event.description);
    const attendees = event.attendees.map((attendee) => [attendee.getParameter("cn"), attendee.getParameter("role"), attendee.getFirstValue()]);
    assert.deepEqual(attendees, [
      ["Ada Admin", "REQ-PARTICIPANT", `mailto:${ada.email}`],
      ["Grace Member", "CHAIR", `urn:uuid:${grace.id}`],
    ]);

    await server.api(ada, "PUT", `/postmortems/${id}/meeting`, plan(`${day}T12:00`, "Asia/Kathmandu", { seen: 0 }));
    const { events: [moved] } = await file(ada, id);
    assert.equal(moved.startDate.toJSDate().toISOString(), `${day}T06:15:00.000Z`);
    await server.api(ada, "DELETE", `/postmortems/${id}/meeting`);
    const { calendar: off, events: [cancelled] } = await file(ada, id);
    assert.deepEqual([off.getFirstPropertyValue("method"), cancelled.component.getFirstPropertyValue("status")], ["CANCEL", "CANCELLED"]);
    assert.deepEqual([event.uid, moved.uid], [cancelled.uid, cancelled.uid]);
    assert.deepEqual([event.sequence, moved.sequence, cancelled.sequence], [0, 1, 2]);
  });

  test("an address gives all meetings that its owner may know of, until it is revoked", async () => {
    const id = await server.createPlain(ada, "In the feed");
    const day = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
    await server.api(ada, "PUT", `/postmortems/${id}/meeting`, plan(`${day}T10:00`, "UTC"));
    const { url } = await server.api(grace, "POST", "/account/calendar");
    assert.ok(url.startsWith(`${server.url}/api/calendar/`), url);
    const feed = async () => {
      const answer = await fetch(url);
      return answer.ok ? read(await answer.text()) : answer.status;
    };
    const mine = ({ events }) => events.filter((event) => event.uid.length > 0 && event.description.includes(id));
    const { calendar, events } = await feed();
    assert.equal(calendar.getFirstPropertyValue("method"), "PUBLISH");
    assert.equal(new Set(events.map((event) => event.uid)).size, events.length, "each once");
    assert.deepEqual(mine({ events }).map((event) => event.summary), ["Postmortem: In the feed"]);
    assert.ok(events.every((event) => event.attendees.length === 0));

    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    assert.deepEqual(mine(await feed()), [], "she may not read it any more");
    await server.api(ada, "PUT", `/postmortems/${id}/access/people/${grace.id}`, { role: "viewer" });
    const [hidden] = mine(await feed());
    assert.deepEqual([hidden.summary, hidden.location], ["Postmortem meeting", null]);
    await server.api(grace, "DELETE", "/account/calendar");
    assert.equal(await feed(), 404);
  });
});
