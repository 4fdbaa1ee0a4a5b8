/** Ways in: the set-up link, signing in and out, and from the library into a new postmortem. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Person, countKept, launch, rows } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("accounts", { timeout: SUITE_DEADLINE }, () => {
  let browser;

  before(async () => {
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
  });

  /** Runs `body` with a server and somebody who is not signed in. */
  async function visit(flags, body) {
    const server = await Server.start(flags);
    const person = await Person.at(browser, server.url);
    try {
      await body(server, person);
      assert.deepEqual(person.troubles, []);
    } finally {
      await person.close();
      await server.close();
    }
  }

  test("the set-up link makes the first account and leads into the empty library", async () => {
    await visit([], async (server, person) => {
      const [, link] = await eventually("the link is printed", () => /(\/setup#\S+)/.exec(server.log));
      const { page } = person;
      await person.go(link);
      await page.getByLabel("Name").fill("Ada Admin");
      await page.getByLabel("Email").fill("ada@example.com");
      for (const field of await page.locator("input[type=password]").all()) await field.fill("a long enough password");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Postmortems" }).waitFor();
      await page.getByText("Write down what happened, together").waitFor();

      await person.context.clearCookies();
      await person.go(link);
      await page.getByLabel("Name").fill("Eve");
      await page.getByLabel("Email").fill("eve@example.com");
      for (const field of await page.locator("input[type=password]").all()) await field.fill("a long enough password");
      await page.keyboard.press("Enter");
      await page.getByText(/not valid any more|already/i).waitFor();
    });
  });

  test("who is not signed in is led to the sign-in page and back again", async () => {
    await visit([], async (server, person) => {
      const ada = server.account("Ada Admin", "admin");
      const id = await server.create(ada, "Checkout refused cards");
      const { page } = person;
      await person.go(`/p/${id}`);
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await page.getByLabel("Email").fill(ada.email);
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText(/not right/).waitFor();
      await page.getByLabel("Password").fill(ada.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await person.saved();
      assert.ok(page.url().endsWith(`/p/${id}`));
      assert.equal(await person.read("title"), "Checkout refused cards");
    });
  });

  test("a page that nobody has signed in to yet reports no error", async () => {
    await visit([], async (server, person) => {
      server.account("Ada Admin", "admin");
      const refused = [];
      person.page.on("response", (answer) => answer.status() >= 400 && refused.push(`${answer.status()} ${answer.url()}`));
      for (const route of ["/sign-in", "/mitigations"]) {
        await person.go(route);
        await person.page.getByLabel("Email").waitFor();
        await person.page.waitForLoadState("networkidle");
      }
      assert.deepEqual(refused, []);
    });
  });

  test("signing out ends the session in every tab and leaves nothing on the device", async () => {
    await visit([], async (server, person) => {
      const ada = server.account("Ada Admin", "admin");
      const id = await server.create(ada, "Checkout refused cards");
      await person.signIn(ada);
      await person.open(id);
      await person.type("title", " today");
      await person.saved();
      assert.ok((await person.page.evaluate(countKept)) > 0);
      const first = person.page;
      await person.openPage();
      await person.go("/");
      await person.page.getByRole("button", { name: /Ada Admin/ }).click();
      await person.page.getByRole("menuitem", { name: "Sign out" }).click();
      await person.page.getByRole("heading", { name: "Sign in" }).waitFor();
      await eventually("the other tab knows", async () => /sign in/i.test(await first.locator("body").innerText()));
      await eventually("nothing is left on the device", async () => (await person.page.evaluate(countKept)) === 0);
    });
  });

  test("an address that leads nowhere, and a postmortem that was removed, say so", async () => {
    await visit([], async (server, person) => {
      const ada = server.account("Ada Admin", "admin");
      const id = await server.create(ada, "Checkout refused cards");
      await person.signIn(ada);
      await person.go("/no/such/page");
      await person.page.getByText("There is no page at this address").waitFor();
      await person.go("/p/0198c0de-0000-7000-8000-000000000000");
      await person.find("not-found").waitFor();
      await person.open(id);
      await server.api(ada, "DELETE", `/postmortems/${id}`);
      await person.find("ended").waitFor();
      assert.match(await person.find("ended").innerText(), /was removed/);
      await server.api(ada, "POST", `/postmortems/${id}/restore`);
      await person.open(id);
      assert.equal(await person.read("title"), "Checkout refused cards");
    });
  });

  test("a postmortem is created from a template and opens with its sections", async () => {
    await visit([], async (server) => {
      const ada = server.account("Ada Admin", "admin");
      const person = await Person.at(browser, server.url, ada);
      const { page } = person;
      await person.go("/");
      await page.getByRole("button", { name: "New postmortem" }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Title").fill("Docs were not available");
      const { templates } = await server.api(ada, "GET", "/templates");
      const google = templates.find((template) => template.id === "google-sre");
      await dialog.getByText(google.name, { exact: true }).first().click();
      await dialog.getByRole("button", { name: "Create and open" }).click();
      await person.saved();
      assert.equal(await person.read("title"), "Docs were not available");
      const headings = await person.find("section").getByRole("heading", { level: 2 }).allInnerTexts();
      assert.deepEqual(headings.map((heading) => heading.trim()), google.sections.map((section) => section.heading));

      await person.go("/");
      await page.getByRole("link", { name: "Docs were not available" }).waitFor();
      await page.getByLabel("Search by title").fill("nothing like it");
      await page.getByText("No title holds these words").waitFor();
      await page.getByLabel("Search by title").fill("docs");
      await page.getByRole("link", { name: "Docs were not available" }).click();
      await person.saved();
      assert.deepEqual(person.troubles, []);
      await person.close();
    });
  });

  test("the demo says how to get in, and shows a rich incident", async () => {
    await visit(["--demo"], async (server, person) => {
      const { page } = person;
      await person.go("/");
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await page.getByRole("button", { name: "Fill in" }).click();
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Postmortems" }).waitFor();
      await rows(page).first().click();
      await person.saved();
      await eventually("a timeline of fifteen", async () => (await person.find("timeline-entry").count()) >= 15);
      assert.ok((await person.find("thread").count()) > 0);
      assert.ok((await person.find("mitigation").count()) > 2);
    });
  });
});
