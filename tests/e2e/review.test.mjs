/** The review round in the page, by two people: asked, sent back, approved, published, live for both. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("review", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body;

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
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
    await Promise.all([one.open(id), two.open(id)]);
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    await one.type(body, "The pool ran dry before lunch.");
    await one.saved();
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  const stands = (person, words) => eventually(`it reads ${words}`, async () => (await person.find("review-chip").innerText()) === words);

  async function ask(reviewer) {
    await one.find("review-chip").click();
    await one.find("review-pick").fill(reviewer);
    // Whom one may ask is fetched when the form opens: until then the key chooses nobody.
    await eventually("somebody is offered", async () => (await one.find("review-pick").getAttribute("aria-expanded")) === "true");
    await one.find("review-pick").press("Enter");
    await one.find("review-send").click();
    await stands(one, "In review, 0 of 1");
  }

  const point = (person, name) => person.find("review-point").filter({ hasText: name });

  test("a round from asking over sent back to published", async () => {
    await stands(two, "Draft");
    await ask("Grace");
    await stands(two, "In review, 0 of 1");

    await two.find("review-chip").click();
    await point(two, "Blameless").getByText("Fine").click();
    await point(two, "Accurate").getByText("To look at").click();
    await point(two, "Accurate").getByRole("textbox").fill("Was it before lunch?");
    await two.find("review-note").fill("Nearly there.");
    // What is written is kept without being sent off.
    await eventually("one sees the note", async () => /Was it before lunch\?/.test(await one.find("reviewer").innerText()));
    await two.find("review-send-back").click();
    await stands(one, "Sent back");
    assert.match(await one.find("reviewer").innerText(), /Grace Member[\s\S]*Sent back[\s\S]*Nearly there\.[\s\S]*Blameless: Fine[\s\S]*Accurate: To look at[\s\S]*Was it before lunch\?/);

    await one.type(body, " It was 11:40.", "End");
    await one.saved();
    await two.find("review-approve").click();
    await stands(one, "Approved");

    // What was approved is said to be an earlier text, and stays approved.
    await one.type(body, " It was a Friday.", "End");
    await one.saved();
    await stands(one, "Approved, changed since");
    assert.match(await one.find("reviewer").innerText(), /Approved an earlier text \(1 change since\)[\s\S]*What changed since/);
    assert.deepEqual(await findings(one.page), []);
    await two.find("review-approve").click();
    await stands(one, "Approved");

    await one.find("publish").click();
    await Promise.all([stands(one, "Published"), stands(two, "Published")]);
    assert.match(await one.find("publication").innerText(), /Published, version 1[\s\S]*By Ada Admin/);
    const review = await server.api(grace, "GET", `/postmortems/${id}/review`);
    const kept = await server.api(grace, "GET", `/postmortems/${id}/history/${review.publications[0].seq}`);
    assert.match(JSON.stringify(kept), /It was 11:40\./);
    assert.equal(await two.find("review-mine").count(), 0, "the round is over");
  });

  test("the bell tells whom it concerns, live, and leads to the review", async () => {
    const bell = (person) => person.page.locator(".bell-count");
    await two.go("/");
    await ask("Grace");
    await two.page.reload();
    await bell(two).waitFor();
    await two.find("bell").click();
    const line = two.find("notification").first();
    assert.match(await line.innerText(), /Ada Admin asked you for a review[\s\S]*Checkout refused cards/);
    assert.deepEqual(await findings(two.page), []);
    await line.click();
    await two.find("review-mine").waitFor();
    await bell(two).waitFor({ state: "detached" });

    // Where the postmortem is open already, the same line opens the panel again.
    await two.page.keyboard.press("Escape");
    await two.find("review-panel").waitFor({ state: "detached" });
    await two.find("bell").click();
    await two.find("notification").first().click();
    await two.find("review-mine").waitFor();

    // The owner looks at something else.
    await one.find("review-panel").press("Escape");
    await one.find("review-panel").waitFor({ state: "detached" });
    await two.find("review-note").fill("09:14?");
    await two.find("review-send-back").click();
    await bell(one).waitFor();
    await one.find("bell").click();
    await eventually("what was said goes with it", async () => /Grace Member sent it back in review[\s\S]*09:14\?/.test(await one.find("notification").first().innerText()));
    await one.page.keyboard.press("Escape");
    await one.find("review-chip").click();
    await bell(one).waitFor({ state: "detached" });
    const listed = () => server.api(ada, "GET", "/notifications");
    await eventually("the server knows", async () => (await listed()).unread === 0);
    assert.equal((await listed()).notifications[0].kind, "sent_back");
  });

  test("publishing with something missing asks for a reason and keeps it", async () => {
    await ask("Grace");
    assert.match(await one.find("review-gaps").innerText(), /1 reviewer has not answered yet/);
    assert.equal(await one.find("publish").count(), 0);
    await one.find("publish-anyway").click();
    await one.find("publish").click();
    await eventually("it asks why", async () => /Say why/.test(await one.find("review-panel").innerText()));
    await one.find("review-publish").getByRole("textbox").fill("Customers wait for it.");
    await one.find("publish").click();
    await stands(two, "Published");
    await two.find("review-chip").click();
    assert.match(await two.find("publication").innerText(), /Customers wait for it\./);
    assert.equal(await two.find("review-publish").count(), 0, "only those in charge publish");
  });

  test("what a reviewer has written is there after a reload, and a verdict can be taken back", async () => {
    await ask("Grace");
    await two.find("review-chip").click();
    await point(two, "Useful").getByText("To look at").click();
    await point(two, "Useful").getByRole("textbox").fill("For whom?");
    await two.find("review-approve").click();
    await stands(one, "Approved");
    await two.page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await stands(one, "In review, 0 of 1");
    await two.page.reload();
    await two.find("review-chip").click();
    assert.equal(await point(two, "Useful").getByRole("textbox").inputValue(), "For whom?");
    assert.equal(await two.find("review-approve").getAttribute("aria-pressed"), "false");
  });

  test("a verdict is taken back also when the panel was closed, and notes written last are not lost with it", async () => {
    await ask("Grace");
    await two.find("review-chip").click();
    await two.find("review-approve").click();
    await stands(one, "Approved");
    await two.find("review-note").fill("Well told.");
    await two.page.keyboard.press("Escape");
    await eventually("the note is kept", async () => /Well told\./.test(await one.find("reviewer").innerText()));
    await two.page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await stands(one, "In review, 0 of 1");
    assert.match(await one.find("reviewer").innerText(), /Well told\./);
  });

  test("whoever is asked finds it on the start page, and it is gone once answered", async () => {
    await ask("Grace");
    await two.page.goto(`${server.url}/`);
    const row = two.find("waiting-reviews").locator(`a[href="/p/${id}#review"]`);
    assert.match(await row.innerText(), /Ada Admin asks/);
    assert.deepEqual(await findings(two.page), []);
    await row.click();
    await two.find("review-approve").click();
    await stands(two, "Approved");
    await two.page.goto(`${server.url}/`);
    await two.page.getByRole("heading", { name: "Postmortems" }).waitFor();
    await eventually("the list is there", async () => (await two.page.locator(`a[href="/p/${id}"]`).count()) > 0);
    await eventually("it does not wait any more", async () => (await row.count()) === 0);
  });

  test("an admin says what each severity requires", async () => {
    await one.page.goto(`${server.url}/admin/reviews`);
    const rules = one.find("policy-rule");
    await eventually("two severities to begin with", async () => (await rules.count()) === 2);
    assert.deepEqual(await findings(one.page), []);
    await one.find("policy-add").click();
    await rules.last().getByLabel("Severity", { exact: true }).fill("Sev-3");
    await rules.last().getByLabel("Approvals").fill("1");
    await rules.last().getByLabel("Business days").fill("10");
    await one.page.getByLabel("Time zone in which days begin").fill("Europe/Nowhere");
    await one.find("policy-save").click();
    await eventually("it says what is not right", async () => /is no time zone/.test(await one.find("policy").innerText()));
    await one.page.getByLabel("Time zone in which days begin").fill("Europe/Berlin");
    await one.find("policy-save").click();
    await eventually("it is saved", async () => (await server.api(grace, "GET", "/policy")).rules.length === 3);
    await server.api(ada, "PATCH", `/postmortems/${id}`, { severity: "sev 3" });
    await eventually("it holds", async () => (await server.api(grace, "GET", `/postmortems/${id}/review`)).required === 1);
    // The browser notes the refusal by itself.
    assert.ok(one.troubles.splice(0).every((trouble) => /422/.test(trouble)));
  });

  test("the panel is worked by keyboard and has nothing against it", async () => {
    await one.find("review-chip").focus();
    await one.page.keyboard.press("Enter");
    await eventually("the panel has the focus", () => one.page.evaluate(() => document.activeElement?.matches("[data-testid=review-panel]")));
    assert.deepEqual(await findings(one.page), []);
    await one.page.keyboard.press("Escape");
    await eventually("it is closed", async () => (await one.find("review-panel").count()) === 0);
    assert.ok(await one.page.evaluate(() => document.activeElement?.matches("[data-testid=review-chip]")), "and the focus is back");
    await ask("Grace");
    await two.find("review-chip").click();
    await eventually("her part is there", async () => (await two.find("review-mine").count()) === 1);
    assert.deepEqual(await findings(two.page), []);
  });
});
