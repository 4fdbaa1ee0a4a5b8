/** Coming in by a share link: as a guest with a name, as somebody who is signed in, and when the link is over. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("account, by a link", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, id;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    id = await server.createPlain(ada, "Checkout refused cards");
    await server.api(ada, "PATCH", `/postmortems/${id}/access`, { visibility: "restricted" });
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Makes a share link; gives its id, and what to open. */
  async function share(role, password) {
    const { id: link, url } = await server.api(ada, "POST", `/postmortems/${id}/links`, { role, days: 7, password });
    const { pathname, hash } = new URL(url, server.url);
    return { link, route: pathname + hash };
  }

  async function visit(account, options, body) {
    const person = await Person.at(browser, server.url, account, options);
    try {
      await body(person, person.page);
      assert.deepEqual(person.troubles, []);
    } finally {
      await person.close();
    }
  }

  test("a guest comes in with a name and the link's password, and finds only what was shared", async () => {
    const { route } = await share("editor", "open sesame street");
    await visit(undefined, {}, async (person, page) => {
      await person.go(route);
      await page.getByRole("heading", { name: "A postmortem was shared with you" }).waitFor();
      assert.equal(new URL(page.url()).hash, "", "the secret does not stay in the address");
      assert.equal(await page.getByText("Checkout refused cards").count(), 0, "the title is behind the password, too");
      await page.getByText("You can read it, comment, and write in it together with others.").waitFor();
      await page.getByText(/The link is open until .* UTC/).waitFor();
      await page.getByRole("button", { name: "Open" }).click();
      await page.getByText("How should others see you?").waitFor();
      await page.getByLabel("Your name").fill("Visitor Vera");
      await page.getByLabel("Password of the link").fill("close sesame street");
      await page.getByRole("button", { name: "Open" }).click();
      await eventually("the password is said to be wrong", async () => (await page.getByLabel("Password of the link").getAttribute("aria-invalid")) === "true");
      await page.getByLabel("Password of the link").fill("open sesame street");
      await page.getByRole("button", { name: "Open" }).click();
      await person.saved();
      assert.ok(page.url().endsWith(`/p/${id}`));
      await person.type("title", " at noon");
      await person.saved();
      assert.equal((await server.view(ada, id)).title, "Checkout refused cards at noon");

      await page.getByRole("button", { name: "Account of Visitor Vera" }).click();
      await page.getByText(/Guest, by a link that is open until .* UTC/).waitFor();
      await page.getByRole("menuitem", { name: "Your name and colour" }).click();
      await page.getByRole("heading", { level: 1, name: "Your name and colour" }).waitFor();
      assert.deepEqual(await page.getByRole("heading", { level: 2 }).allInnerTexts(), ["Profile", "Notifications"]);
      assert.equal(await page.getByRole("link", { name: "Templates" }).count(), 0);
      await page.getByLabel("Name").fill("Vera the Visitor");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("button", { name: "Account of Vera the Visitor" }).waitFor();

      await page.getByRole("link", { name: "Postmortems", exact: true }).click();
      await page.getByRole("link", { name: "Checkout refused cards at noon" }).waitFor();
      assert.equal(await page.getByRole("button", { name: "New postmortem" }).count(), 0);
      await page.keyboard.press("n");
      assert.equal(await page.getByRole("dialog").count(), 0);
    });
  });

  test("who is signed in just opens it", async () => {
    const grace = server.account("Grace Member");
    const { route } = await share("commenter");
    await visit(grace, {}, async (person, page) => {
      await person.go(route);
      await page.getByText("You open it as Grace Member.").waitFor();
      await page.getByText("You can read it and comment on it.").waitFor();
      assert.equal(await page.getByRole("textbox").count(), 0);
      await page.getByRole("button", { name: "Open" }).click();
      await person.find("reading").waitFor();
      await page.getByRole("button", { name: "Account of Grace Member" }).click();
      await page.getByRole("menuitem", { name: "Your account" }).waitFor();
    });
  });

  test("a link that was revoked, mistyped or cut says what to do", async () => {
    const { link, route } = await share("viewer");
    await visit(undefined, {}, async (person, page) => {
      await person.go("/join");
      await page.getByRole("heading", { name: "Open the link once more" }).waitFor();
      await person.go("/join#mistyped");
      await page.getByRole("heading", { name: "This link doesn't work any more" }).waitFor();
      await page.goto("about:blank");
      await person.go(route);
      await page.getByLabel("Your name").fill("Too Late");
      await server.api(ada, "DELETE", `/postmortems/${id}/links/${link}`);
      await page.getByRole("button", { name: "Open" }).click();
      await page.getByRole("heading", { name: "This link doesn't work any more" }).waitFor();
      await page.getByText("Ask whoever sent it for a new one.").waitFor();
    });
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { route } = await share("viewer", "open sesame street");
      await visit(undefined, { colorScheme, reducedMotion: "reduce", viewport: { width: 390, height: 844 } }, async (person, page) => {
        await person.go(route);
        await page.getByLabel("Your name").waitFor();
        await page.getByRole("button", { name: "Open" }).click();
        await page.getByText("How should others see you?").waitFor();
        await page.locator(".is-waiting").waitFor({ state: "detached" });
        assert.deepEqual(await findings(page), []);
        await page.getByLabel("Your name").fill("Axe");
        await page.getByLabel("Password of the link").fill("open sesame street");
        await page.getByRole("button", { name: "Open" }).click();
        await person.find("reading").waitFor();
        await person.go("/account");
        await page.getByRole("heading", { level: 1, name: "Your name and colour" }).waitFor();
        await page.getByRole("button", { name: /^Account of/ }).click();
        assert.deepEqual(await findings(page), []);
      });
    });
  }
});
