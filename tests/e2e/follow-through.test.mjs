/** Mitigations over all postmortems: mine, overdue, in parts, by right, and out as a table. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("follow through", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, one;

  before(async () => {
    server = await Server.start(["--demo"]);
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

  const rows = (person) => person.find("todos-row").locator(".row-link").allInnerTexts();

  test("a mitigation written in a postmortem is found here, by whom it belongs to and when it is due", async () => {
    const id = await server.createPlain(ada, "Queue stood still");
    const two = await Person.at(browser, server.url, grace);
    await two.open(id);
    await two.page.getByTestId("mitigations").scrollIntoViewIfNeeded();
    await two.find("mitigation-add").fill("Alert on the age of the queue");
    await two.find("mitigation-add").press("Enter");
    const card = two.find("mitigation").filter({ hasText: "Alert on the age of the queue" });
    await card.getByTestId("mitigation-commit").click();
    await card.getByTestId("mitigation-owner").fill("Grace Member");
    await card.getByTestId("mitigation-owner").press("Enter");
    await two.saved();

    await one.go("/");
    await one.page.getByRole("link", { name: "Mitigations" }).click();
    await eventually("it is listed", async () => (await rows(one)).includes("Alert on the age of the queue"));
    assert.deepEqual(await findings(one.page), []);
    await one.find("todos-mine").click();
    await one.page.getByText("Nothing is left for you to do").waitFor();
    await two.go("/mitigations?show=mine");
    await eventually("it is Grace's", async () => (await rows(two)).join() === "Alert on the age of the queue");
    assert.match(await two.find("todos-summary").innerText(), /^1 mitigation$/);
    await two.find("todos-row").getByRole("link", { name: "Alert on the age of the queue" }).click();
    await two.page.waitForURL(new RegExp(`/p/${id}#mitigation-`));
    await two.close();

    const restricted = await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    assert.ok(restricted);
    const eve = await Person.at(browser, server.url, server.account("Eve Member"));
    await eve.go("/mitigations?q=age%20of%20queue");
    await eve.page.getByText("Nothing here").waitFor();
    assert.deepEqual(await rows(eve), []);
    await eve.close();
  });

  test("whoever owns one says that it is still right without a right to write, and nothing else", async () => {
    const id = await server.createPlain(ada, "Cache was cold");
    await one.open(id);
    await one.addIdea("Fill the cache before a deploy");
    const card = one.find("mitigation").filter({ hasText: "Fill the cache" });
    await card.getByTestId("mitigation-commit").click();
    await card.getByTestId("mitigation-owner").fill("Grace Member");
    await card.getByTestId("mitigation-owner").press("Enter");
    await one.saved();
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { workspace_role: "viewer" });
    const two = await Person.at(browser, server.url, grace);
    await two.go("/mitigations?show=mine&q=fill%20the%20cache");
    await two.find("answer").press("Enter");
    await two.find("answer-still").waitFor();
    for (const other of ["later", "done", "against"]) assert.equal(await two.find(`answer-${other}`).count(), 0);
    await two.page.getByText("You may not change this postmortem").waitFor();
    assert.deepEqual(await findings(two.page), []);
    await two.find("answer-still").press("Enter");
    await two.page.locator(".toast").filter({ hasText: "its date is still right" }).first().waitFor();
    assert.deepEqual(two.troubles, []);
    await two.close();
    const eve = await Person.at(browser, server.url, server.account("Emil Member"));
    await eve.go("/mitigations?q=fill%20the%20cache");
    await eventually("it is listed", async () => (await rows(eve)).length === 1);
    assert.equal(await eve.find("answer").count(), 0, "it is not theirs");
    await eve.close();
  });

  test("what is asked for is in the address, parted, and goes into a table", async () => {
    await one.go("/mitigations");
    await eventually("the demo's are there", async () => (await rows(one)).length > 2);
    await one.page.getByLabel("Group").selectOption("By category");
    await one.page.waitForURL(/by=category/);
    assert.ok((await one.page.locator(".todos-part").count()) > 1);
    await one.page.keyboard.press("/");
    const before = await rows(one);
    const words = before[0].split(" ").sort((a, b) => b.length - a.length)[0].replace(/\W/g, "");
    await one.page.keyboard.type(words);
    await one.page.waitForURL(/q=/);
    await eventually("fewer are left", async () => (await rows(one)).length < before.length && (await rows(one)).includes(before[0]));
    await one.page.reload();
    await eventually("the address says it all", async () => (await one.find("todos-search").inputValue()) === words);
    const [file] = await Promise.all([one.page.waitForEvent("download"), one.find("todos-csv").click()]);
    assert.equal(file.suggestedFilename(), "mitigations.csv");
    await one.find("todos-done").click();
    await one.page.waitForURL(/show=done/);
  });
});
