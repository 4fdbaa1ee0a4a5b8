/** Mitigations as a list and as a board, by pointer and by keyboard, with two people at once; and decisions that say why. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("mitigations", { timeout: SUITE_DEADLINE }, () => {
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
    const options = { timezoneId: "Europe/Berlin" };
    [one, two] = await Promise.all([Person.at(browser, server.url, ada, options), Person.at(browser, server.url, grace, options)]);
    await Promise.all([one.open(id), two.open(id)]);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  /** Waits until the server's copy of the mitigations meets a condition; gives them. */
  const stored = (what, met) =>
    eventually(what, async () => {
      const { mitigations } = await server.view(ada, id);
      const shown = mitigations.filter((item) => !item.removed);
      return met(shown) && shown;
    });

  const card = (person, words) => person.find("mitigation").filter({ hasText: words });
  const focused = (person) => person.page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  const focusedCard = (person) => person.page.evaluate(() => document.activeElement?.matches("[data-testid=mitigation]") && document.activeElement.innerText);
  /** The texts of a lane, in order. */
  const lane = async (person, word) => (await person.find(`group-${word}`).locator(".card-text").allInnerTexts()).map((text) => text.trim());

  async function ideas(...words) {
    for (const idea of words) await one.addIdea(idea);
    await stored("the ideas are stored", (items) => items.length === words.length && items.every((item) => words.includes(item.text)));
    await eventually("the other sees them", async () => (await two.find("mitigation").count()) === words.length);
  }

  test("an idea becomes an action by a decision, and is kindly asked for an owner and a date", async () => {
    await ideas("Alert on pool use");
    await card(one, "Alert on pool use").getByTestId("mitigation-commit").click();
    await one.find("mitigation-asks").waitFor();
    await eventually("the owner is asked for first", async () => (await focused(one)) === "mitigation-owner");
    assert.equal(await two.find("mitigation-asks").count(), 0, "nobody else is asked");
    await one.page.keyboard.press("Escape");
    await eventually("the question is gone", async () => (await one.find("mitigation-asks").count()) === 0);
    assert.match(await focusedCard(one), /Alert on pool use/);
    const [action] = await stored("it is an action, without an owner", ([item]) => item?.status === "open");
    assert.deepEqual([action.owner, action.due], ["", ""]);
    await eventually("that it has none is shown", async () => (await two.page.locator(".detail-owner.is-missing").count()) === 1);
    await one.page.keyboard.press("Control+z");
    await stored("it is an idea again", ([item]) => item?.status === "idea");
  });

  test("what is decided against says why, everywhere", async () => {
    await ideas("Restart every night");
    await card(one, "Restart every night").focus();
    await one.page.keyboard.press("w");
    await eventually("the reason is asked for", async () => (await focused(one)) === "mitigation-reason");
    await one.page.keyboard.type("it hides the cause");
    await one.page.keyboard.press("Enter");
    const [item] = await stored("it is stored", ([item]) => item?.reason);
    assert.deepEqual([item.status, item.reason], ["wont_do", "it hides the cause"]);
    await eventually("the other reads it", async () => (await two.find("mitigation-reason").inputValue()) === "it hides the cause");
    const markdown = await server.api(ada, "GET", `/postmortems/${id}/export?format=md`);
    assert.match(markdown, /Won't do, because it hides the cause/);
    const html = await server.api(ada, "GET", `/postmortems/${id}/export?format=html`);
    assert.match(html, /because it hides the cause/);
    await eventually("the list over all postmortems says it", async () => {
      const { actions } = await server.api(grace, "GET", "/actions?status=wont_do");
      return actions.some((action) => action.postmortem === id && action.reason === "it hides the cause");
    });
  });

  test("the board is chosen per reader, and cards are dragged between its columns", async () => {
    await ideas("Alert on pool use", "Warm the cache");
    await one.find("mitigations-as-board").click();
    await one.find("group-in_progress").waitFor();
    assert.equal(await two.find("group-in_progress").count(), 0, "the other one's list stays");
    await one.page.reload();
    await one.saved();
    await one.find("group-in_progress").waitFor();
    assert.deepEqual(await lane(one, "ideas"), ["Alert on pool use", "Warm the cache"]);

    const grip = card(one, "Alert on pool use").getByTestId("mitigation-grip");
    await one.find("group-open").scrollIntoViewIfNeeded();
    await card(one, "Alert on pool use").hover();
    const [from, to] = [await grip.boundingBox(), await one.find("group-open").boundingBox()];
    await one.page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await one.page.mouse.down();
    await one.page.mouse.move(to.x + to.width / 2, to.y + 40, { steps: 6 });
    await one.page.mouse.up();
    await stored("it is open now", (items) => items.find((item) => item.text === "Alert on pool use")?.status === "open");
    await eventually("the other sees it among the actions", async () => (await lane(two, "commitments")).join() === "Alert on pool use");
    await one.page.keyboard.press("Escape");
    await one.page.keyboard.press("Control+z");
    await stored("one step back", (items) => items.every((item) => item.status === "idea"));
  });

  test("cards are travelled, moved and edited by keyboard", async () => {
    await ideas("Alert on pool use", "Warm the cache", "Limit the pool");
    await card(one, "Alert on pool use").focus();
    await one.page.keyboard.press("j");
    await eventually("the next card", async () => /Warm the cache/.test(await focusedCard(one)));
    await one.page.keyboard.press("k");
    await eventually("and back", async () => /Alert on pool use/.test(await focusedCard(one)));
    await one.page.keyboard.press("Alt+ArrowDown");
    await stored("it moved down", ([first]) => first.text === "Warm the cache");
    await one.page.keyboard.press("m");
    await eventually("it asks for an owner", async () => (await focused(one)) === "mitigation-owner");
    await one.page.keyboard.type("Grace Member");
    await one.page.keyboard.press("Enter");
    await one.page.keyboard.press("Escape");
    await eventually("back on the card", async () => /Alert on pool use/.test(await focusedCard(one)));
    for (const [key, field, words] of [["p", "priority", "P1"], ["t", "ticket", "https://tracker.example/OPS-7"]]) {
      await one.page.keyboard.press(key);
      await eventually(`${key} leads to the ${field}`, async () => (await focused(one)) === `mitigation-${field}`);
      await one.page.keyboard.type(words);
      await one.page.keyboard.press("Enter");
      await card(one, "Alert on pool use").focus();
    }
    await one.page.keyboard.press("d");
    await eventually("d leads to the due date", async () => (await focused(one)) === "mitigation-due");
    await one.find("mitigation-due").first().fill("2026-12-01");
    const items = await stored("all of it is stored", (items) => items.some((item) => item.due && item.ticket && item.priority && item.owner));
    const action = items.find((item) => item.owner);
    assert.deepEqual([action.owner, action.due, action.priority, action.ticket], ["Grace Member", "2026-12-01", "P1", "https://tracker.example/OPS-7"]);

    await one.find("mitigations-as-board").click();
    await one.find("group-in_progress").waitFor();
    await card(one, "Alert on pool use").focus();
    await one.page.keyboard.press("Alt+ArrowRight");
    await stored("it is under way", (items) => items.some((item) => item.status === "in_progress"));
    await eventually("the keyboard stays with it", async () => /Alert on pool use/.test(await focusedCard(one)));
    await card(one, "Alert on pool use").getByTestId("mitigation-grip").press("ArrowRight");
    await stored("its grip does the same", (items) => items.some((item) => item.status === "done"));
    await card(one, "Alert on pool use").getByTestId("mitigation-proof").fill("The alarm went off in the drill");
    await one.page.keyboard.press("Enter");
    await stored("what shows that it works is stored", (items) => items.some((item) => item.proof === "The alarm went off in the drill"));
    await card(one, "Alert on pool use").focus();
    await eventually("the keyboard is on the card", async () => /Alert on pool use/.test(await focusedCard(one)));
    await one.page.keyboard.press("h");
    await eventually("columns without cards are passed over", async () => /Warm the cache/.test(await focusedCard(one)));
    await one.page.keyboard.press("Delete");
    await stored("it is removed", (items) => items.length === 2);
    await one.page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await stored("it is back", (items) => items.length === 3);
  });

  test("two people decide at the same moment, and both decisions hold", async () => {
    await ideas("Alert on pool use", "Warm the cache");
    // The other one's decision may move a card between a pointer's down and up: then nothing was pressed, and it is pressed again.
    const commit = (person, text) =>
      eventually(`${text} is decided`, async () => {
        const button = card(person, text).getByTestId("mitigation-commit");
        if ((await button.count()) === 0) return true;
        await button.click({ timeout: 1_000 }).catch(() => {});
        return false;
      });
    await Promise.all([commit(one, "Alert on pool use"), commit(two, "Warm the cache")]);
    // Each has seen both decisions, and has been asked for the owner of their own: what is filled in now stays where it is.
    for (const person of [one, two]) {
      await eventually("both decisions are seen", async () => (await lane(person, "commitments")).length === 2);
      await eventually("the owner is asked for", async () => (await focused(person)) === "mitigation-owner");
    }
    await Promise.all([
      card(one, "Alert on pool use").getByTestId("mitigation-priority").fill("P1"),
      card(two, "Alert on pool use").getByTestId("mitigation-owner").fill("Grace Member"),
    ]);
    await Promise.all([one.page.keyboard.press("Enter"), two.page.keyboard.press("Enter")]);
    await stored("both have an effect", (items) => {
      const action = items.find((item) => item.text === "Alert on pool use");
      return items.every((item) => item.status === "open") && action.owner === "Grace Member" && action.priority === "P1";
    });
  });

  test("what is typed into a card stays, and goes on, when another person decides about the card", async () => {
    await ideas("Alert on pool use");
    await card(two, "Alert on pool use").getByTestId("mitigation-owner").click();
    await two.page.keyboard.type("Grace");
    await card(one, "Alert on pool use").getByTestId("mitigation-commit").click();
    await two.find("group-commitments").getByTestId("mitigation-owner").waitFor();
    await stored("what was typed is kept", ([item]) => item.status === "open" && item.owner === "Grace");
    await eventually("the keyboard is still there", async () => (await focused(two)) === "mitigation-owner");
    await two.page.keyboard.type(" Hopper");
    await two.page.keyboard.press("Enter");
    await stored("the typing went on", ([item]) => item.owner === "Grace Hopper");
  });

  test("axe finds nothing on the board, wide and narrow, light and dark", async () => {
    await ideas("Alert on pool use", "Warm the cache");
    await card(one, "Alert on pool use").getByTestId("mitigation-commit").click();
    await one.find("mitigation-asks").waitFor();
    await one.find("mitigations-words").click();
    assert.deepEqual(await findings(one.page), []);
    await one.find("mitigations-as-board").click();
    await one.find("mitigation-summary").first().click();
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1440, 390]) {
        await one.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await one.page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await findings(one.page), [], `${colorScheme}, ${width}`);
        const sideways = await one.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(sideways <= 0, `the page does not scroll sideways at ${width}`);
      }
    }
  });
});
