/** axe finds nothing on any page, in light and dark; and everything that matters can be done by keyboard. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, rows } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("accessible", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, demo;

  before(async () => {
    server = await Server.start(["--demo"]);
    demo = { email: "demo@example.com", password: "debrief-demo-account" };
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const colorScheme of ["light", "dark"]) {
    describe(colorScheme, () => {
      let stranger, person;

      before(async () => {
        const options = { colorScheme, reducedMotion: "reduce" };
        stranger = await Person.at(browser, server.url, undefined, options);
        person = await Person.at(browser, server.url, demo, options);
      });

      after(async () => {
        assert.deepEqual(person.troubles, []);
        await Promise.all([stranger?.close(), person?.close()]);
      });

      test("sign-in", async () => {
        await stranger.go("/sign-in");
        await stranger.page.getByRole("button", { name: "Fill in" }).waitFor();
        assert.deepEqual(await findings(stranger.page), []);
      });

      test("library", async () => {
        await person.go("/");
        await rows(person.page).first().waitFor();
        assert.deepEqual(await findings(person.page), []);
      });

      test("new postmortem", async () => {
        await person.page.getByRole("button", { name: "New postmortem" }).first().click();
        await person.page.getByRole("dialog").getByRole("radio").first().waitFor({ state: "attached" });
        assert.deepEqual(await findings(person.page), []);
      });

      test("templates", async () => {
        await person.go("/templates");
        await person.page.getByText("Built in").first().waitFor();
        assert.deepEqual(await findings(person.page), []);
        await person.go("/templates/pushpay");
        await person.page.getByLabel("What it holds").first().waitFor();
        assert.deepEqual(await findings(person.page), []);
      });

      test("editor, with comments", async () => {
        await person.go("/");
        await rows(person.page).first().click();
        await person.saved();
        await person.find("thread").first().waitFor();
        await person.find("timeline-entry").first().waitFor();
        assert.deepEqual(await findings(person.page), []);
      });

      test("editor on a phone", async () => {
        await person.page.setViewportSize({ width: 390, height: 844 });
        await eventually("it is saved", async () => (await person.saveState()) === "saved");
        assert.deepEqual(await findings(person.page), []);
        const overflow = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        await person.find("facts-toggle").click();
        assert.deepEqual(await findings(person.page), []);
        assert.ok(overflow <= 0, `the page is ${overflow} px wider than the screen`);
        await person.page.getByRole("button", { name: "More", exact: true }).click();
        const { left, right } = await person.page.getByRole("menu").evaluate((menu) => menu.getBoundingClientRect().toJSON());
        assert.ok(left >= 0 && right <= 390, `the menu is from ${left} to ${right}`);
        await person.page.keyboard.press("Escape");
        await person.page.setViewportSize({ width: 1440, height: 900 });
      });
    });
  }

  test("on a narrow screen every page of the navigation is in sight, and reached by Tab", async () => {
    const person = await Person.at(browser, server.url, demo, { reducedMotion: "reduce" });
    for (const width of [390, 320]) {
      await person.page.setViewportSize({ width, height: 844 });
      await person.go("/mitigations");
      const links = person.page.getByRole("navigation", { name: "Pages" }).getByRole("link");
      await eventually("all are there", async () => (await links.count()) === 4);
      const seen = await links.evaluateAll((all) => all.map((link) => {
        const { left, right, top } = link.getBoundingClientRect();
        const { left: from, right: to } = link.parentElement.getBoundingClientRect();
        return { inside: left >= Math.max(0, from) && right <= Math.min(to, document.documentElement.clientWidth), top };
      }));
      assert.ok(seen.every((link) => link.inside), JSON.stringify(seen));
      if (width === 390) assert.equal(new Set(seen.map((link) => link.top)).size, 1, "they stand in one row");
      const wider = await person.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(wider, false, `nothing stands out at ${width}`);
      await links.first().focus();
      const words = [await links.first().innerText()];
      for (let step = 0; step < 3; step += 1) {
        await person.page.keyboard.press("Tab");
        words.push(await person.page.evaluate(() => document.activeElement.textContent));
      }
      assert.deepEqual(words, ["Postmortems", "Mitigations", "Learning", "Templates"]);
      assert.deepEqual(await findings(person.page), []);
    }
    await person.page.keyboard.press("Enter");
    await person.page.waitForURL(/\/templates$/);
    assert.deepEqual(person.troubles, []);
    await person.close();
  });

  test("a postmortem is created and a timeline entry added by keyboard alone", async () => {
    const person = await Person.at(browser, server.url, demo);
    const { page } = person;
    const { keyboard } = page;
    await person.go("/");
    await rows(page).first().waitFor();
    await keyboard.press("n");
    await page.getByRole("dialog").getByRole("radio").first().waitFor({ state: "attached" });
    await eventually("the title has the keyboard", () => page.evaluate(() => document.activeElement?.closest("dialog") && document.activeElement.tagName === "INPUT"));
    await keyboard.type("Made without a mouse");
    await keyboard.press("Enter");
    await person.saved();
    assert.equal(await person.read("title"), "Made without a mouse");

    const id = page.url().split("/").at(-1);
    await tabTo(page, "timeline-add");
    await keyboard.type("09:45 Deploy began");
    await keyboard.press("Enter");
    await person.find("timeline-entry").first().waitFor();
    await person.saved();
    const view = JSON.parse(await (await person.context.request.get(`${server.url}/api/postmortems/${id}/export?format=json`)).text());
    assert.equal(view.timeline[0].text, "Deploy began");
    assert.match(view.timeline[0].at, /T09:45:00/);
    assert.deepEqual(person.troubles, []);
    await person.close();
  });

  /** Presses Tab until the element with a test id has the keyboard; every stop on the way must be visible. */
  async function tabTo(page, testId) {
    for (let stop = 0; stop < 120; stop += 1) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate(() => {
        const element = document.activeElement;
        const box = element?.getBoundingClientRect();
        return { testId: element?.dataset.testid, html: element?.outerHTML.slice(0, 120), size: box ? box.width * box.height : 0 };
      });
      assert.ok(here.size > 0, `the keyboard is on something invisible: ${here.html}`);
      if (here.testId === testId) return;
    }
    assert.fail(`${testId} cannot be reached by Tab`);
  }
});
