/** The structured parts of a postmortem: marks and what follows from them, the timeline, mitigations, sections. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("parts", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, id, one;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Checkout refused cards");
    one = await Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin" });
    await one.open(id);
  });

  afterEach(async () => {
    assert.deepEqual(one.troubles, []);
    await one.close();
  });

  /** Waits until the server's copy meets a condition; gives it. */
  const stored = (what, met) =>
    eventually(what, async () => {
      const view = await server.view(ada, id);
      return met(view) && view;
    });

  /** Sets a mark to a time of day on a date. */
  async function mark(name, date, time) {
    await one.find(`fact-${name}`).getByRole("button").first().click();
    const editor = one.find("moment-editor");
    await editor.getByTestId("moment-date").fill(date);
    await editor.getByTestId("moment-time").fill(time);
    await editor.getByTestId("moment-save").click();
  }

  test("durations follow from the marks", async () => {
    await mark("impact_started", "2026-11-20", "09:45");
    await mark("resolved", "2026-11-20", "11:45");
    const { facts } = await stored("both marks are stored", (view) => view.facts.impact_started && view.facts.resolved);
    assert.match(facts.impact_started, /^2026-11-20T09:45:00[+Z]/);
    await eventually("the duration is shown", async () => /2 h/.test(await one.find("span-resolved").innerText()));
    await mark("resolved", "2026-11-20", "10:15");
    await eventually("it follows", async () => /30 min/.test(await one.find("span-resolved").innerText()));
  });

  test("severity, incident and services are edited in place", async () => {
    await one.find("fact-incident").fill("INC-42");
    await one.find("fact-services-input").fill("checkout");
    await one.find("fact-services-input").press("Enter");
    await one.find("fact-severity").fill("Sev-2");
    await one.find("fact-severity").press("Enter");
    const { facts } = await stored("they are stored", ({ facts }) => facts.incident && facts.services.length > 0 && facts.severity);
    assert.deepEqual([facts.incident, facts.services, facts.severity], ["INC-42", ["checkout"], "Sev-2"]);
    const [line] = (await server.api(ada, "GET", "/postmortems?q=checkout")).postmortems;
    assert.equal(line.id, id);
  });

  test("a timeline entry is added, moved in time, removed and brought back", async () => {
    await one.addEntry("09:45 Deploy began");
    await one.addEntry("10:21 Issue filed");
    const entries = one.find("timeline-entry");
    const order = async () => (await entries.locator(".surface").allInnerTexts()).map((text) => text.trim());
    await eventually("both are there, in order", async () => (await order()).join() === "Deploy began,Issue filed");

    await entries.nth(0).getByTestId("entry-time").click();
    await one.find("moment-time").fill("10:30");
    await one.find("moment-save").click();
    await eventually("the order follows the times", async () => (await order()).join() === "Issue filed,Deploy began");

    await entries.nth(0).getByRole("button", { name: "More for this entry" }).click();
    await one.page.getByRole("menuitem", { name: "Remove entry" }).click();
    await eventually("it is out of sight", async () => (await order()).join() === "Deploy began");
    await stored("it is marked as removed, not gone", (view) => view.timeline.length === 2 && view.timeline.some((entry) => entry.removed));
    await one.page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await eventually("it is back", async () => (await order()).join() === "Issue filed,Deploy began");
  });

  test("an idea becomes a commitment with category, owner and due date", async () => {
    await one.addIdea("Alert on pool use");
    const card = one.find("mitigation");
    await card.getByTestId("mitigation-commit").click();
    await card.getByTestId("mitigation-category").selectOption("monitor");
    await card.getByTestId("mitigation-owner").fill("Grace");
    await card.getByTestId("mitigation-owner").press("Enter");
    await card.getByTestId("mitigation-due").fill("2026-12-01");
    const view = await stored("it is stored", ({ mitigations: [held] }) => held?.owner && held.due && held.category);
    const { status, category, owner, due } = view.mitigations[0];
    assert.deepEqual({ status, category, owner, due }, { status: "open", category: "monitor", owner: "Grace", due: "2026-12-01" });
    await eventually("the library counts it", async () => {
      const { postmortems } = await server.api(ada, "GET", "/postmortems");
      return postmortems.find((held) => held.id === id).actions === 1;
    });
  });

  test("a section is added, named, moved by keyboard and survives a reload", async () => {
    await one.find("add-section").getByRole("button").click();
    await one.page.getByRole("menuitem", { name: "Text" }).click();
    const view = await stored("it is stored", (view) => view.sections.length === 4);
    const added = view.sections.at(-1).id;
    const heading = `sections/${added}/heading`;
    await one.type(heading, "What surprised us");
    await one.page.keyboard.press("Alt+Shift+ArrowUp");
    await stored("it is named and moved", ({ sections }) => sections[2].id === added && sections[2].heading === "What surprised us");
    await one.page.reload();
    await one.saved();
    const headings = (await one.find("section").getByRole("heading", { level: 2 }).allInnerTexts()).map((text) => text.trim());
    assert.deepEqual(headings, ["Timeline", "Discussion", "What surprised us", "Mitigations"]);
  });

  test("the structure becomes a template, without the text", async () => {
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    await one.type(body, "A secret of this incident");
    await one.saved();
    await one.page.getByRole("button", { name: "More", exact: true }).click();
    await one.page.getByRole("menuitem", { name: "Save the structure as a template" }).click();
    const made = await eventually("it is a template", async () => {
      const { templates } = await server.api(ada, "GET", "/templates");
      return templates.find((template) => template.name === "Checkout refused cards");
    });
    assert.deepEqual(made.sections.map((part) => part.heading), ["Timeline", "Discussion", "Mitigations"]);
    assert.ok(!JSON.stringify(made).includes("secret"));
  });
});
