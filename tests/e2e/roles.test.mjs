/** What each role can do in the page, and that the page offers nothing that cannot work. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import { Person, launch, rows, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("roles", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, gus, newcomer, outsiderAccount, id, body;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    [grace, gus] = [server.account("Grace Member"), server.account("Gus Guest", "guest")];
    // Nothing was ever shared with these.
    [newcomer, outsiderAccount] = [server.account("Nia Newcomer", "guest"), server.account("Otto Outsider")];
    const { people } = await server.api(ada, "GET", "/admin/people");
    for (const account of [ada, grace, gus, newcomer]) account.id = people.find(({ person }) => person.name === account.name).person.id;
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Checkout refused cards");
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    const writer = await Person.at(browser, server.url, ada);
    await writer.open(id);
    await writer.type(body, "Cards were refused.");
    await writer.addEntry("14:05 Paged");
    await writer.addIdea("Watch the queue");
    await writer.saved();
    await writer.close();
  });

  const grant = (account, role) => server.api(ada, "PUT", `/postmortems/${id}/access/people/${account.id}`, { role });

  /** Somebody with a role, at the open postmortem. */
  async function as(account, role) {
    await grant(account, role);
    const person = await Person.at(browser, server.url, account);
    await person.open(id);
    return person;
  }

  /** Tries every way of getting text in. */
  async function tryToWrite(person) {
    const { page } = person;
    await person.focus(body);
    await page.keyboard.type("typed");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Backspace");
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "pasted");
      const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(paste);
    });
    await page.keyboard.insertText("inserted");
    await page.keyboard.press("Control+z");
  }

  test("a viewer reads: neither keys nor paste change anything, and nothing is offered that would", async () => {
    const person = await as(gus, "viewer");
    const before = await server.view(ada, id);
    await tryToWrite(person);
    await person.saved();
    assert.equal(await person.read(body), "Cards were refused.");
    assert.deepEqual(await server.view(ada, id), before);
    for (const absent of ["timeline-add", "mitigation-add", "mitigation-add-commitment", "add-section", "section-menu", "undo"]) {
      assert.equal(await person.find(absent).count(), 0, absent);
    }
    assert.equal(await person.page.getByRole("button", { name: "Add a section here" }).count(), 0);
    assert.match(await person.find("reading").innerText(), /You can read this postmortem/);
    await person.select(body, "refused");
    await person.page.keyboard.press("Control+Alt+m");
    assert.equal(await person.find("comment-input").count(), 0);
    assert.deepEqual(person.troubles, []);
    await person.close();
  });

  test("a commenter comments, and removes the own thread again in two steps", async () => {
    const person = await as(gus, "commenter");
    await tryToWrite(person);
    assert.equal(section(await server.view(ada, id), "prose").body, "Cards were refused.", "typing is a suggestion, and not complete");
    for (let step = 0; step < 6; step++) await person.page.keyboard.press("Control+z");
    assert.equal(await person.read(body), "Cards were refused.");
    await person.select(body, "refused");
    await person.page.keyboard.press("Control+Alt+m");
    await person.find("comment-input").fill("By whom?");
    await person.page.keyboard.press("Control+Enter");
    await person.find("thread").waitFor();

    const reader = await as(grace, "commenter");
    await reader.find("thread").waitFor();
    assert.equal(await reader.page.getByRole("button", { name: "More about this thread" }).count(), 0, "it is not theirs to remove");
    const menu = person.page.getByRole("button", { name: "More about this thread" });
    await menu.click();
    await person.page.getByRole("menuitem", { name: "Remove this thread" }).click();
    await person.page.getByRole("menuitem", { name: "Keep it" }).click();
    assert.equal(await person.find("thread").count(), 1);
    await menu.click();
    await person.page.getByRole("menuitem", { name: "Remove this thread" }).click();
    await person.page.getByRole("menuitem", { name: "Remove for good" }).click();
    await eventually("it is gone for everybody", async () => (await reader.find("thread").count()) === 0);
    assert.deepEqual([...person.troubles, ...reader.troubles], []);
    await Promise.all([person.close(), reader.close()]);
  });

  test("a commenter does all that can be done with comments, and the document stays as it is", async () => {
    const person = await as(gus, "commenter");
    const before = await server.view(ada, id);
    const thread = (words) => person.find("thread").filter({ hasText: words });
    const send = async (said) => {
      await person.find("comment-draft").getByTestId("comment-input").fill(said);
      await person.page.keyboard.press("Control+Enter");
      await thread(said).waitFor();
    };
    await person.find("timeline-entry").hover();
    await person.find("timeline-entry").getByTestId("place-comments").click();
    await send("Who was paged?");
    await person.find("mitigation").focus();
    await person.page.keyboard.press("Control+Alt+m");
    await send("Which queue?");
    await person.find("comment-whole").click();
    await send("A good start.");
    assert.equal(await person.find("thread").count(), 3);

    const mine = thread("A good start.");
    await mine.getByRole("button", { name: "React to this comment" }).click();
    await person.page.getByRole("menuitem", { name: "Good idea" }).click();
    await mine.getByRole("button", { name: "Good idea: Gus Guest (guest)" }).waitFor();
    await mine.getByRole("button", { name: "More about this comment" }).click();
    await person.page.getByRole("menuitem", { name: "Edit" }).click();
    await person.page.getByLabel("Edit your comment").fill("A very good start.");
    await person.page.keyboard.press("Control+Enter");
    await thread("A very good start.").getByText("edited").waitFor();
    await thread("Which queue?").getByTestId("thread-resolve").click();
    await eventually("it is settled", async () => (await person.find("thread").count()) === 2);
    await thread("Who was paged?").getByRole("button", { name: "More about this comment" }).click();
    await person.page.getByRole("menuitem", { name: "Remove this comment" }).click();
    await person.page.getByRole("menuitem", { name: "Remove for good" }).click();
    await eventually("the thread went with its only comment", async () => (await person.find("thread").count()) === 1);

    await tryToWrite(person);
    await person.saved();
    assert.deepEqual(await server.view(ada, id), before);
    assert.deepEqual(person.troubles, []);
    await person.close();
  });

  test("a guest has what was shared with them, and nothing around it that would fail", async () => {
    const stranger = await Person.at(browser, server.url, newcomer);
    await stranger.go("/");
    await stranger.page.getByText("Nothing is shared with you").waitFor();
    assert.equal(await stranger.page.getByRole("button", { name: "New postmortem" }).count(), 0);
    assert.equal(await stranger.page.getByRole("link", { name: /Templates|Removed/ }).count(), 0);
    await stranger.page.keyboard.press("n");
    assert.equal(await stranger.page.getByRole("dialog").count(), 0);

    await grant(newcomer, "editor");
    await stranger.page.reload();
    await rows(stranger.page).first().waitFor();
    await stranger.open(id);
    await stranger.type(body, " By the gateway.");
    await stranger.saved();
    await stranger.find("mitigation-owner").first().click();
    await stranger.find("mitigation-owner").first().fill("Ada");
    await stranger.page.keyboard.press("Enter");
    await eventually("any name is taken", async () => (await server.view(ada, id)).mitigations[0].owner === "Ada");
    await stranger.page.getByRole("button", { name: "More", exact: true }).click();
    await stranger.page.getByRole("menuitem", { name: /Export as Markdown/ }).waitFor();
    assert.equal(await stranger.page.getByRole("menuitem", { name: /template|Remove this postmortem/ }).count(), 0);
    await stranger.page.keyboard.press("Escape");
    await stranger.find("share").click();
    await stranger.page.getByText("Only the owner and admins can change this.").waitFor();
    assert.equal(await stranger.find("share-add").count(), 0);
    assert.deepEqual(stranger.troubles, []);
    await stranger.close();
  });

  test("a restricted postmortem is not in others' libraries, and its address tells them nothing", async () => {
    const outsider = await Person.at(browser, server.url, outsiderAccount);
    await outsider.go("/");
    await outsider.page.getByRole("heading", { name: "Postmortems" }).waitFor();
    await outsider.page.getByText(/No postmortems|Write down what happened/).first().waitFor({ state: "attached" });
    assert.equal(await rows(outsider.page).count(), 0);
    await outsider.go(`/p/${id}`);
    const told = await outsider.find("not-found").innerText();
    await outsider.go("/p/0198c0de-0000-7000-8000-000000000000");
    assert.equal(await outsider.find("not-found").innerText(), told, "it reads the same as one that never was");
    assert.match(told, /isn't shared with you/);

    const owner = await Person.at(browser, server.url, ada);
    await owner.go("/");
    await owner.page.getByRole("img", { name: "Only people added" }).first().waitFor();
    assert.deepEqual([...outsider.troubles, ...owner.troubles], []);
    await Promise.all([outsider.close(), owner.close()]);
  });
});
