/** Sections moved in the outline, links to everything, and several tabs of one browser. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("structure", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two, body, prose;

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
    prose = section(await server.view(ada, id), "prose").id;
    body = `sections/${prose}/body`;
    const options = { reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] };
    [one, two] = await Promise.all([Person.at(browser, server.url, ada, options), Person.at(browser, server.url, grace, options)]);
    await Promise.all([one.open(id), two.open(id)]);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  const order = (person) => person.page.locator(".outline-words").allTextContents();
  const line = (person, words) => person.page.locator(".outline-line", { hasText: words });
  const inOrder = (person, wanted) => eventually(`the order is ${wanted}`, async () => (await order(person)).join() === wanted);

  test("sections are moved in the outline, by keyboard and by dragging, for everybody", async () => {
    assert.equal((await order(one)).join(), "Timeline,Discussion,Mitigations");
    await line(one, "Discussion").focus();
    await one.page.keyboard.press("Alt+ArrowUp");
    await inOrder(one, "Discussion,Timeline,Mitigations");
    await inOrder(two, "Discussion,Timeline,Mitigations");
    await eventually("the keyboard went along", () => line(one, "Discussion").evaluate((line) => line === document.activeElement));
    await one.page.keyboard.press("Alt+ArrowDown");
    await inOrder(two, "Timeline,Discussion,Mitigations");

    const grip = await one.page.locator(".outline-item", { hasText: "Mitigations" }).getByTestId("outline-grip").boundingBox();
    const first = await line(one, "Timeline").boundingBox();
    await one.page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await one.page.mouse.down();
    await one.page.mouse.move(grip.x + grip.width / 2, first.y + 2, { steps: 5 });
    await one.page.mouse.up();
    await inOrder(one, "Mitigations,Timeline,Discussion");
    await inOrder(two, "Mitigations,Timeline,Discussion");
    await one.page.keyboard.press("Control+z");
    await eventually("it is undone for everybody", async () => !(await order(two)).join().startsWith("Mitigations"));
  });

  test("a section is renamed from the outline, removed and brought back", async () => {
    await line(one, "Discussion").focus();
    await one.page.keyboard.press("F2");
    await one.page.keyboard.type(" of causes");
    await inOrder(two, "Timeline,Discussion of causes,Mitigations");
    const menu = one.page.locator(`#section-${prose}`).getByRole("button", { name: "Section", exact: true });
    await menu.click();
    await one.page.getByRole("menuitem", { name: "Remove this section" }).click();
    await inOrder(two, "Timeline,Mitigations");
    await two.find("show-removed").click();
    await two.page.getByRole("button", { name: "Bring back" }).click();
    await inOrder(one, "Timeline,Discussion of causes,Mitigations");
  });

  /** Copies a link by a menu item; gives it. */
  async function copied(person, menu, item) {
    await menu.click();
    await person.page.getByRole("menuitem", { name: item, exact: true }).click();
    await person.page.getByText("The link is on the clipboard.").first().waitFor();
    return person.page.evaluate(() => navigator.clipboard.readText());
  }

  const inSight = (locator) => eventually("it is in sight", () => locator.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }));

  test("a link to a heading leads there, also after it was moved, and says so when it is gone", async () => {
    await one.type(body, `${"words\n".repeat(60)}## What we saw\nGraphs.\n`);
    await one.saved();
    const menu = one.page.locator(`#section-${prose}`).getByRole("button", { name: "Section", exact: true });
    const link = await copied(one, menu, "Copy link to “What we saw”");
    assert.match(link, new RegExp(`/p/${id}#heading-${prose}/what-we-saw$`));
    await two.page.goto("about:blank");
    await two.page.goto(link);
    await two.saved();
    const heading = two.text(body).locator(".cm-line", { hasText: "What we saw" });
    await inSight(heading);

    await line(one, "Discussion").focus();
    await one.page.keyboard.press("Alt+ArrowDown");
    await one.type(body, "more\n".repeat(30), "Home");
    await one.saved();
    await two.page.goto("about:blank");
    await two.page.goto(link);
    await two.saved();
    await inSight(heading);

    await menu.click();
    await one.page.getByRole("menuitem", { name: "Remove this section" }).click();
    await one.saved();
    await two.page.goto("about:blank");
    await two.page.goto(link);
    await two.page.getByText(/The section that the link leads to was taken out: removed by Ada Admin/).waitFor();
  });

  test("timeline entries, mitigations and comments have links", async () => {
    await one.type(body, `Graphs first.\n${"words\n".repeat(60)}`);
    await one.addEntry("09:45 Deploy began");
    await one.addIdea("Alert on pool use");
    await one.saved();
    const view = await server.view(ada, id);
    const entry = one.page.getByTestId("timeline-entry");
    await entry.hover();
    const toEntry = await copied(one, entry.getByRole("button", { name: "More for this entry" }), "Copy link");
    assert.ok(toEntry.endsWith(`#entry-${view.timeline[0].id}`), toEntry);
    const idea = one.page.getByTestId("mitigation");
    await idea.hover();
    const toIdea = await copied(one, idea.getByRole("button", { name: "More for this mitigation" }), "Copy link");
    assert.ok(toIdea.endsWith(`#mitigation-${view.mitigations[0].id}`), toIdea);
    await two.page.goto("about:blank");
    await two.page.goto(toIdea);
    await two.saved();
    await inSight(two.page.getByTestId("mitigation"));
    // A link that is opened in the same page leads on.
    await two.page.evaluate((link) => location.assign(link), toEntry);
    await inSight(two.page.getByTestId("timeline-entry"));

    await one.select(body, "Graphs");
    await one.text(body).getByRole("button", { name: "Comment" }).click();
    await one.find("comment-draft").getByTestId("comment-input").fill("How did that look?");
    await one.find("comment-draft").getByTestId("comment-send").click();
    const thread = one.find("thread");
    await thread.hover();
    await thread.getByRole("button", { name: "Copy link to this comment" }).click();
    const toComment = await eventually("the link is copied", async () => {
      const link = await one.page.evaluate(() => navigator.clipboard.readText());
      return link.includes("#comment-") && link;
    });
    await two.page.goto("about:blank");
    await two.page.goto(toComment);
    await eventually("the thread is chosen", async () => (await two.page.locator(".thread.is-active").count()) === 1);
  });

  test("two tabs of one browser, on one postmortem and on two, do not fight", async () => {
    const other = await server.createPlain(ada, "Queue stood still");
    const otherBody = `sections/${section(await server.view(ada, other), "prose").id}/body`;
    const first = one.page;
    await one.openPage();
    const second = one.page;
    await one.open(id);
    await one.openPage();
    const third = one.page;
    await one.open(other);

    const typing = async (page, path, words) => {
      await page.bringToFront();
      one.page = page;
      await one.type(path, words);
    };
    await typing(first, body, "from the first tab. ");
    await typing(second, body, "from the second tab. ");
    await typing(third, otherBody, "from the third tab. ");
    for (const page of [first, second]) {
      one.page = page;
      await one.waitForText(body, (text) => text.includes("first tab") && text.includes("second tab") && !text.includes("third"));
      await one.saved();
    }
    one.page = third;
    await one.waitForText(otherBody, "from the third tab. ");
    await one.saved();
    await two.waitForText(body, (text) => text.includes("first tab") && text.includes("second tab"));
    assert.equal(section(await server.view(ada, other), "prose").body, "from the third tab. ");
    // What one tab has undone is its own.
    one.page = second;
    await second.bringToFront();
    await one.focus(body);
    await eventually("its own words are undone, and no others", async () => {
      await second.keyboard.press("Control+z");
      return (await two.read(body)) === "from the first tab. ";
    });
    assert.equal((await server.view(ada, id)).sections.length, 3);
  });
});
