/** What is new in comments, links to them, their keys, and the bell that tells of them. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("talk", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body;

  before(async () => {
    server = await Server.start();
    [ada, grace] = [server.account("Ada Admin", "admin"), server.account("Grace Member")];
    const { people } = await server.api(ada, "GET", "/people");
    for (const account of [ada, grace]) account.id = people.find(({ name }) => name === account.name).id;
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    id = await server.createPlain(ada, "Checkout refused cards");
    body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
    await two.open(id);
    // What was read is noted before anything is new.
    await eventually("the first visit is noted", async () => (await server.api(grace, "GET", `/postmortems/${id}/comments`)).read !== undefined);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  const say = (who, said, place = "postmortem") =>
    server.api(who, "POST", `/postmortems/${id}/comments`, { anchor: { text: place }, quote: "", body: said });
  const answer = (who, thread, said) => server.api(who, "POST", `/postmortems/${id}/comments/${thread.id}/replies`, { body: said });
  const mention = (who) => `[@${who.name}](/people/${who.id})`;
  const card = (person, words) => person.find("thread").filter({ hasText: words });
  const focused = (person) => person.page.evaluate(() => document.activeElement?.dataset.id);

  // First: nobody has been told of anything yet.
  test("the bell tells of mentions, answers and settled threads, live, never of one's own deeds", async () => {
    const count = () => two.page.locator(".bell-count");
    const thread = await say(ada, `${mention(grace)} and ${mention(ada)}: how do we know?`);
    await count().waitFor();
    assert.equal(await two.find("bell").getAttribute("aria-label"), "Notifications, 1 unread");
    await answer(ada, thread, "Anybody?");
    await two.find("bell").click();
    const line = two.find("notification");
    await eventually("one line a thread", async () => /You were mentioned; 2 new, the last by Ada Admin/.test(await line.innerText()));
    assert.match(await line.innerText(), /how do we know\?[\s\S]*Checkout refused cards/);
    assert.deepEqual(await findings(two.page), []);
    await line.click();
    await eventually("it led there", async () => (await focused(two)) === thread.comments[0].id);
    await count().waitFor({ state: "detached" });
    const list = await server.api(grace, "GET", "/notifications");
    assert.deepEqual([list.unread, list.notifications.length, list.notifications[0].read], [0, 1, true]);

    // Elsewhere: the library, and the way from it to the comment.
    await two.go("/");
    await answer(grace, thread, "From the graph.");
    await answer(ada, thread, "Thanks.");
    await server.api(ada, "PATCH", `/postmortems/${id}/comments/${thread.id}`, { resolved: true });
    await two.page.reload();
    await count().waitFor();
    await two.find("bell").focus();
    await two.page.keyboard.press("Enter");
    await two.find("notification").first().getByText("resolved a thread; 2 new").waitFor();
    await two.page.keyboard.press("Escape");
    assert.equal(await two.find("notifications").count(), 0);
    await two.find("bell").click();
    await two.find("notification").first().click();
    await two.page.locator(`.thread[data-id="${thread.id}"].is-active`).waitFor();
    await eventually("it is read", async () => (await server.api(grace, "GET", "/notifications")).unread === 0);
    const mine = await server.api(ada, "GET", "/notifications");
    assert.deepEqual(mine.notifications.map(({ kind, actor, happened }) => [kind, actor.name, happened]), [["answered", "Grace Member", 1]]);
  });

  test("a long thread stays live, and is gone for everybody when it is removed", async () => {
    const thread = await say(ada, "How do we know?");
    for (const part of ["first", "second", "third"]) await answer(ada, thread, `The ${part} log. ${"It timed out. ".repeat(600)}`);
    await eventually("the last answer is there", async () => (await card(two, "How do we know?").getByText("The third log.").count()) === 1);
    await answer(ada, thread, "That is all.");
    await card(two, "How do we know?").getByText("That is all.", { exact: true }).waitFor();
    await server.api(ada, "DELETE", `/postmortems/${id}/comments/${thread.id}`);
    await card(two, "How do we know?").waitFor({ state: "detached" });
  });

  test("what others wrote since is marked, gone through by key, and read on every device", async () => {
    const [first, second] = [await say(ada, "How do we know?"), await say(ada, "A good start.", `sections/${body.split("/")[1]}`)];
    await say(grace, "My own words.");
    for (const thread of [first, second]) await two.page.locator(`.thread[data-id="${thread.id}"] .comment-new`).waitFor();
    assert.equal(await two.page.locator(".comment-new").count(), 2, "one's own words are not new");
    assert.match(await two.find("toggle-comments").getAttribute("aria-label"), /3 open, 2 with something new/);
    await two.find("comments-unread").click();
    assert.equal(await two.find("thread").count(), 2);

    await two.page.keyboard.press("Control+Alt+n");
    await eventually("the first one has the keyboard", async () => (await focused(two)) === first.id);
    await eventually("it is read, and still there", async () => (await two.page.locator(".comment-new").count()) === 1 && (await two.find("thread").count()) === 2);
    await two.page.keyboard.press("Control+Alt+n");
    await eventually("the second one has the keyboard", async () => (await focused(two)) === second.id);
    await eventually("both are read", async () => (await two.page.locator(".comment-new").count()) === 0);
    await two.page.keyboard.press("Control+Alt+n");
    await two.page.getByText("You have read all comments.").waitFor();

    const again = await two.context.newPage();
    await again.goto(`${server.url}/p/${id}`);
    await again.getByTestId("thread").first().waitFor();
    assert.equal(await again.locator(".comment-new").count(), 0, "so it is in another window");
    await again.close();
    await answer(ada, first, "One more thing.");
    await say(ada, "And another.");
    await eventually("two threads are new", async () => (await two.page.locator(".comment-new").count()) === 2);
    await two.find("read-all").click();
    await eventually("nothing is new", async () => (await two.page.locator(".comment-new").count()) === 0);
  });

  test("cards are travelled and answered by keyboard", async () => {
    const [first, second] = [await say(ada, "How do we know?"), await say(ada, "A good start.")];
    await card(two, "A good start.").waitFor();
    await two.page.locator(`.thread[data-id="${first.id}"]`).focus();
    await two.page.keyboard.press("j");
    assert.equal(await focused(two), second.id);
    await two.page.keyboard.press("ArrowUp");
    assert.equal(await focused(two), first.id);
    await two.page.keyboard.press("r");
    await two.page.keyboard.type("From the graph.");
    await two.page.keyboard.press("Control+Enter");
    await card(two, "From the graph.").waitFor();
    await two.page.locator(`.thread[data-id="${second.id}"]`).focus();
    await two.page.keyboard.press("e");
    await eventually("it is settled", async () => (await server.api(ada, "GET", `/postmortems/${id}/comments`)).threads[1].resolved_at !== null);
  });

  test("the filter shows what mentions one, and a link leads to a single comment", async () => {
    const thread = await say(ada, "How do we know?");
    const answered = await answer(ada, thread, `${mention(grace)}, do you?`);
    await say(ada, "Something else.");
    await card(two, "Something else.").waitFor();
    await two.find("comments-mentions").click();
    assert.equal(await two.find("thread").count(), 1);
    await card(two, "@Grace Member, do you?").waitFor();

    await server.api(ada, "PATCH", `/postmortems/${id}/comments/${thread.id}`, { resolved: true });
    const comment = answered.comments[1].id;
    await one.go(`/p/${id}#comment-${comment}`);
    await eventually("the comment has the keyboard", async () => (await focused(one)) === comment);
    assert.match(await card(one, "do you?").getAttribute("class"), /is-active/);
  });

  test("the bell counts on whatever page, in every tab, as it happens", async () => {
    await server.api(grace, "POST", "/notifications/read", {});
    const three = await Person.at(browser, server.url, grace);
    const places = [[two, "/"], [three, "/account"]];
    for (const [person, place] of places) {
      const listens = person.page.waitForEvent("websocket", (socket) => socket.url().endsWith("/api/notifications/sync"));
      await person.go(place);
      await listens;
      await person.find("bell").waitFor();
      await person.page.evaluate(() => (window.stays = true));
    }
    const counted = (person) => person.page.locator(".bell-count").allInnerTexts();
    const shown = (count) => eventually(`both count ${count}`, async () => (await Promise.all([counted(two), counted(three)])).every((shown) => shown.join() === count));
    const thread = await say(ada, `${mention(grace)}: how do we know?`);
    await shown("1");
    await say(ada, `${mention(grace)}: and since when?`);
    await shown("2");
    // Read in one tab, it counts in the other no more.
    await three.find("bell").click();
    await three.find("notifications-read-all").click();
    await shown("");
    await answer(ada, thread, "Anybody?");
    await shown("1");
    for (const [person] of places) assert.equal(await person.page.evaluate(() => window.stays), true, "nothing was loaded anew");
    assert.deepEqual(three.troubles, []);
    await three.close();
  });

  test("who lost access is told of nothing, and the settings are kept to", async () => {
    await two.go("/account#notifications");
    // Until the settings are there, every box is empty.
    await eventually("its settings are there", () => two.find("notify-mentioned").isChecked());
    await two.find("notify-mentioned").uncheck();
    await eventually("it is kept", async () => !(await server.api(grace, "GET", "/notifications/settings")).mentioned.app);
    await say(ada, `${mention(grace)}, quietly.`);
    const unread = async () => (await server.api(grace, "GET", "/notifications")).unread;
    const before = await unread();
    await two.find("notify-mentioned").check();
    await eventually("it is kept", async () => (await server.api(grace, "GET", "/notifications/settings")).mentioned.app);
    await say(ada, `${mention(grace)}, aloud.`);
    await eventually("it is told", async () => (await unread()) === before + 1);
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    assert.equal(await unread(), before, "asked again at reading");
    await say(ada, `${mention(grace)}, behind closed doors.`);
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "workspace" });
    assert.equal(await unread(), before + 1, "and at delivery");
  });
});
