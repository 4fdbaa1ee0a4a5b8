/** What one wants to be told of, and how; and the names of customers that admins keep for the lens. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("notification settings", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, gail, one, two;

  before(async () => {
    // Nobody answers there: the page only has to know that there is mail.
    server = await Server.start(["--smtp", "smtp://127.0.0.1:9", "--mail-from", "d@example.com", "--public-url", "{url}"]);
    [ada, grace, gail] = [server.account("Ada Admin", "admin"), server.account("Grace Member"), server.account("Gail Guest", "guest")];
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
  });

  afterEach(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await Promise.all([one.close(), two.close()]);
  });

  test("bell and mail are chosen for each kind, and when mails come", async () => {
    const settings = () => server.api(grace, "GET", "/notifications/settings");
    await two.go("/account#notifications");
    await two.find("mail-review_asked").waitFor();
    assert.equal(await two.find("mail-review_asked").isChecked(), true);
    await two.find("mail-review_asked").focus();
    await two.page.keyboard.press("Space");
    await two.find("notify-published").uncheck();
    await two.find("mail-pace").selectOption("daily");
    await eventually("it is kept", async () => {
      const { asked, published, mentioned, pace } = await settings();
      return asked.app && !asked.mail && !published.app && mentioned.mail && pace === "daily";
    });
    await two.page.reload();
    await two.find("mail-pace").waitFor();
    await eventually("it is shown", async () => (await two.find("mail-pace").inputValue()) === "daily" && !(await two.find("mail-review_asked").isChecked()));
    assert.deepEqual(await findings(two.page), []);
    await two.find("mail-pace").selectOption("never");
    await eventually("without mails there is nothing to choose", async () => await two.find("mail-mentioned").isDisabled());
    assert.equal(await two.find("notify-mentioned").isDisabled(), false);
    await eventually("it is kept", async () => (await settings()).pace === "never");
  });

  test("names of customers are kept by admins, found by the lens of members, and no guest's", async () => {
    await one.go("/admin/customers");
    const names = one.find("customers").getByRole("textbox");
    await names.fill("IT");
    await one.find("customers-save").click();
    await eventually("it says what is not right", async () => /3 to 100 characters/.test(await one.find("customers").innerText()));
    await names.fill("Zeta Bank\nAcme Retail\n");
    await one.find("customers-save").click();
    await eventually("they are kept, in order", async () => (await names.inputValue()) === "Acme Retail\nZeta Bank");
    assert.deepEqual(await findings(one.page), []);

    const id = await server.createPlain(ada, "Checkout refused cards");
    const body = `sections/${section(await server.view(ada, id), "prose").id}/body`;
    const { people } = await server.api(ada, "GET", "/people");
    const guest = people.find(({ name }) => name === gail.name).id;
    await server.api(ada, "PUT", `/postmortems/${id}/access/people/${guest}`, { role: "editor" });
    const three = await Person.at(browser, server.url, gail);
    const asked = [];
    three.page.on("request", (request) => asked.push(request.url()));
    await Promise.all([two.open(id), three.open(id)]);
    await two.type(body, "Orders of Acme Retail were lost. The engineer should have looked.");
    const marks = (person) => person.text(body).locator(".cm-range-finding");
    await eventually("a member's lens knows the name", async () => (await marks(two).allInnerTexts()).includes("Acme Retail"));
    await marks(two).filter({ hasText: "Acme Retail" }).first().click();
    await two.find("lens-card").waitFor();
    assert.equal(await two.find("lens-card").getAttribute("data-rule"), "L15");
    await eventually("the guest's lens has looked", async () => (await marks(three).count()) > 0);
    assert.ok(!(await marks(three).allInnerTexts()).includes("Acme Retail"));
    assert.ok(!asked.some((url) => url.includes("/api/customers")));
    assert.deepEqual(three.troubles, []);
    await three.close();
  });
});
