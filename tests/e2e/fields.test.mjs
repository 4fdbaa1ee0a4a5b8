/** Fields and menus as a hurried person uses them: a fragment and Enter, a day with a time, a menu at the edge of a phone. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("fields and menus", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two;

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
    id = await server.createPlain(ada, "Checkout refused cards");
    [one, two] = await Promise.all([
      Person.at(browser, server.url, ada, { timezoneId: "Europe/Berlin" }),
      Person.at(browser, server.url, grace, { viewport: { width: 390, height: 640 } }),
    ]);
    await Promise.all([one.open(id), two.open(id)]);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  test("a fragment that only one suggestion has is that suggestion", async () => {
    const zone = one.find("fact-zone");
    for (const [typed, key, meant] of [["london", "Enter", "Europe/London"], ["copenh", "Tab", "Europe/Copenhagen"]]) {
      await zone.fill(typed);
      await one.page.getByRole("option", { name: meant }).waitFor();
      await zone.press(key);
      await eventually(`${typed} is ${meant}`, async () => (await server.view(ada, id)).facts.time_zone === meant);
    }
    await zone.fill("nowhere at all");
    await one.page.getByText("Nothing here is called that.").waitFor();
    await zone.press("Tab");
    await eventually("it is as it was", async () => (await zone.inputValue()).replace("_", " ") === "Europe/Copenhagen");
    assert.equal((await server.view(ada, id)).facts.time_zone, "Europe/Copenhagen");
  });

  test("a time is changed with a day before it, and the other reads it", async () => {
    await one.addEntry("2026-11-20 14:05 The error rate rose");
    await one.find("timeline-entry").first().getByTestId("entry-time").click();
    await one.find("moment-time").fill("18 Nov 14:02");
    await one.find("moment-time").press("Enter");
    await eventually("it is stored", async () => (await server.view(ada, id)).timeline[0].at.startsWith("2026-11-18T14:02"));
    await two.page.getByText("13:02").first().waitFor();
  });

  test("a menu at the edge of a phone is within reach, and closing one leaves the page where it is", async () => {
    for (let minute = 10; minute < 24; minute += 1) await one.addEntry(`14:${minute} Step ${minute}`);
    await eventually("the phone has them", async () => (await two.find("timeline-entry").count()) === 14);
    const last = two.find("timeline-entry").nth(13);
    const button = last.getByRole("button", { name: "More for this entry" });
    await button.evaluate((element) => element.scrollIntoView({ block: "end" }));
    const before = await two.page.evaluate(() => scrollY);
    assert.ok(before > 0, "the page is scrolled");
    await button.evaluate((element) => element.click());
    const list = two.page.getByRole("menu");
    await list.waitFor();
    const area = await list.boundingBox();
    assert.ok(area.y >= 0 && area.y + area.height <= 640, `${JSON.stringify(area)} is within the window`);
    await two.page.keyboard.press("End");
    await two.page.getByRole("menuitem", { name: "Remove entry" }).click();
    await eventually("its last item was reached", async () => (await server.view(ada, id)).timeline.some(({ removed }) => removed));

    const top = () => two.page.evaluate(() => scrollY);
    const here = await top();
    await two.page.locator(".document-bar").getByRole("button", { name: "More", exact: true }).evaluate((element) => element.click());
    await list.waitFor();
    await two.page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
    assert.equal(await top(), here);
  });
});
