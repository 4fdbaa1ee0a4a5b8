/** One's own account: name, password, sessions, tokens, and the one-time links that make or renew one. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, countKept, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("account", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, accounts = 0;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** An account that no other test changes. */
  function somebody(name, role) {
    accounts += 1;
    return server.account(`${name} Nr ${accounts}`, role);
  }

  /** Runs `body` with a browser for each account (none: nobody is signed in), and expects no errors on their pages. */
  async function at(people, body) {
    const persons = [];
    try {
      for (const account of people) persons.push(await Person.at(browser, server.url, account));
      await body(...persons);
      for (const person of persons) assert.deepEqual(person.troubles, []);
    } finally {
      for (const person of persons) await person.close();
    }
  }

  async function openAccount({ page, ...person }) {
    await page.goto(`${person.url}/account`);
    await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();
  }

  function section(page, name) {
    return page.getByRole("region", { name, exact: true });
  }

  async function toast(page, words) {
    await page.locator(".toast").filter({ hasText: words }).first().waitFor();
  }

  /** Signs in on the sign-in page, as people do. */
  async function signInByHand(page, { email, password }) {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  test("a new name and colour are seen by others at once", async () => {
    const [grace, linus] = [somebody("Grace"), somebody("Linus")];
    const id = await server.createPlain(grace, "Seen by others");
    await at([grace, linus], async (one, other) => {
      await one.open(id);
      await other.open(id);
      await other.page.getByRole("button", { name: new RegExp(`^${grace.name} is`) }).waitFor();
      const document = one.page;
      await one.openPage();
      await openAccount(one);
      const profile = section(one.page, "Profile");
      await profile.getByLabel("Name").fill("Rear Admiral Hopper");
      await profile.getByRole("radio", { name: "Magenta" }).check();
      await profile.getByRole("button", { name: "Save" }).click();
      await toast(one.page, "Saved");
      await one.page.getByRole("button", { name: "Account of Rear Admiral Hopper" }).waitFor();
      const face = other.page.getByRole("button", { name: /^Rear Admiral Hopper is/ });
      await face.waitFor();
      await face.locator(".peer-8").waitFor();
      await document.bringToFront();
      await document.getByTestId("save-state").and(document.locator("[data-state=saved]")).waitFor();

      await one.page.reload();
      assert.equal(await profile.getByLabel("Name").inputValue(), "Rear Admiral Hopper");
      assert.ok(await profile.getByRole("radio", { name: "Magenta" }).isChecked());
      await profile.getByLabel("Name").fill("  ");
      await profile.getByRole("button", { name: "Save" }).click();
      await profile.getByText("How should others see you?").waitFor();
    });
  });

  test("a new password signs other browsers out, and this one stays", async () => {
    const grace = somebody("Grace");
    const id = await server.createPlain(grace, "Open elsewhere");
    await at([grace, grace], async (here, there) => {
      await there.open(id);
      await openAccount(here);
      const { page } = here;
      const password = section(page, "Password");
      await password.getByLabel("Current password").fill("not the one");
      await password.getByLabel("New password").fill("short");
      await password.getByText("7 more characters to go.").waitFor();
      await password.getByLabel("New password").fill("another long secret of mine");
      await password.getByText("Long enough.").waitFor();
      await password.getByRole("button", { name: "Change the password" }).click();
      await password.getByText("The current password is not right.").waitFor();
      assert.equal(await password.getByLabel("Current password").getAttribute("aria-invalid"), "true");
      assert.equal(await there.saveState(), "saved");

      await password.getByLabel("Current password").fill(grace.password);
      await password.getByRole("button", { name: "Change the password" }).click();
      await toast(page, "Your password is set.");
      assert.equal(await password.getByLabel("New password").inputValue(), "");
      await there.page.getByText("You are signed out").first().waitFor();
      await page.reload();
      await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();

      await there.go("/");
      await there.page.getByText("You have been signed out of this browser.").waitFor();
      await signInByHand(there.page, grace);
      await there.page.getByText("is not right").waitFor();
      await signInByHand(there.page, { ...grace, password: "another long secret of mine" });
      await there.page.getByRole("heading", { name: "Postmortems" }).waitFor();
    });
  });

  test("a session that is ended elsewhere lands on the sign-in page, with words", async () => {
    const grace = somebody("Grace");
    await at([grace, grace], async (here, there) => {
      await there.go("/templates");
      await there.page.getByRole("heading", { level: 1, name: "Templates" }).waitFor();
      await openAccount(here);
      const sessions = section(here.page, "Where you are signed in");
      const rows = sessions.getByRole("listitem");
      await eventually("both are listed", async () => (await rows.count()) >= 2);
      const before = await rows.count();
      assert.match(await rows.first().innerText(), /This browser/);
      assert.equal(await rows.first().getByRole("button").count(), 0, "this browser signs out by the menu");
      assert.match(await rows.nth(1).innerText(), /Last seen .* UTC/, "times have a zone");
      await rows.nth(1).getByRole("button").click();
      const dialog = here.page.getByRole("dialog");
      await dialog.getByText("This can't be undone").waitFor();
      await eventually("the way out has the keyboard", () => here.page.evaluate(() => document.activeElement?.textContent === "Cancel"));
      await dialog.getByRole("button", { name: "Sign it out" }).click();
      await toast(here.page, "is signed out.");
      assert.equal(await rows.count(), before - 1);

      // Coming back to the window is enough.
      await there.page.evaluate(() => window.dispatchEvent(new Event("focus")));
      await there.page.getByRole("heading", { name: "Sign in" }).waitFor();
      await there.page.getByText("You have been signed out of this browser.").waitFor();
      await signInByHand(there.page, grace);
      await there.page.getByRole("heading", { level: 1, name: "Templates" }).waitFor();

      await sessions.getByRole("button", { name: "Sign out everywhere" }).click();
      await dialog.getByRole("button", { name: "Sign out everywhere" }).click();
      await here.page.getByRole("heading", { name: "Sign in" }).waitFor();
      assert.equal(await here.page.getByText("You have been signed out of this browser.").count(), 0, "they did it themselves");
      await there.page.reload();
      await there.page.getByRole("heading", { name: "Sign in" }).waitFor();
    });
  });

  test("an API token is made, copied, used and revoked", async () => {
    const grace = somebody("Grace");
    await at([grace], async (person) => {
      const { page } = person;
      await person.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
      await openAccount(person);
      const tokens = section(page, "API tokens");
      await tokens.getByRole("button", { name: "Make a token" }).click();
      await tokens.getByText("Name it").waitFor();
      await tokens.getByLabel("What is it for?").fill("Pager bridge");
      await tokens.getByLabel("What may it do?").selectOption("Read");
      await tokens.getByRole("button", { name: "Make a token" }).click();
      const secret = await person.find("fresh-token").inputValue();
      await tokens.getByRole("button", { name: "Copy" }).click();
      await tokens.getByText("It is on the clipboard.").waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
      const ask = () => fetch(`${server.url}/api/session`, { headers: { authorization: `Bearer ${secret}` } });
      assert.equal((await ask()).status, 200);
      const body = JSON.stringify({ title: "By a token to read", template: "pushpay" });
      const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
      const refused = await fetch(`${server.url}/api/postmortems`, { method: "POST", headers, body });
      assert.deepEqual([refused.status, (await refused.json()).type], [403, "scope-too-narrow"]);
      await tokens.getByRole("button", { name: "Done" }).click();
      await person.find("fresh-token").waitFor({ state: "detached" });
      await page.reload();
      const row = tokens.getByRole("listitem").filter({ hasText: "Pager bridge" });
      await row.waitFor();
      assert.match(await row.textContent(), /May read$|May read[^ ]/);
      assert.doesNotMatch(await page.content(), new RegExp(secret), "the secret is shown once");
      await row.getByRole("button", { name: "Revoke Pager bridge" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
      await toast(page, "“Pager bridge” is revoked.");
      assert.equal(await row.count(), 0);
      assert.equal((await ask()).status, 401);
    });
  });

  test("a reset link sets a new password, once", async () => {
    const grace = somebody("Grace");
    const { people } = await server.api(ada, "GET", "/admin/people");
    const { person: { id } } = people.find(({ email }) => email === grace.email);
    const { url } = await server.api(ada, "POST", `/admin/people/${id}/reset-link`);
    const link = new URL(url, server.url);
    await at([undefined], async (person) => {
      const { page } = person;
      await person.go(link.pathname + link.hash);
      await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
      assert.equal(new URL(page.url()).hash, "", "the secret does not stay in the address");
      assert.equal(await page.getByLabel("Email").inputValue(), grace.email);
      await page.getByLabel("New password").fill("too short");
      await page.keyboard.press("Enter");
      await page.getByText("3 more characters to go.").waitFor();
      await page.getByLabel("New password").fill("a fresh start for grace");
      await page.getByRole("button", { name: "Show" }).click();
      assert.equal(await page.getByLabel("New password").getAttribute("type"), "text");
      await page.getByRole("button", { name: "Set the password" }).click();
      await page.getByRole("heading", { level: 1, name: "Postmortems" }).waitFor();
      await page.getByRole("button", { name: `Account of ${grace.name}` }).waitFor();

      // In the same tab only the part behind # differs, which loads no page.
      await person.go("/reset");
      await page.getByRole("heading", { name: "Open the link once more" }).waitFor();
      await page.evaluate((hash) => (location.hash = hash), link.hash);
      await page.getByRole("heading", { name: "This link doesn't work any more" }).waitFor();
    });
  });

  test("an invitation makes an account, once", async () => {
    const email = "barbara@example.com";
    const { url } = await server.api(ada, "POST", "/admin/invitations", { email, role: "member" });
    const link = new URL(url, server.url);
    await at([undefined, undefined], async (one, other) => {
      await one.go(link.pathname + link.hash);
      await one.page.getByRole("heading", { name: "Welcome to Debrief" }).waitFor();
      assert.equal(new URL(one.page.url()).hash, "");
      await one.page.getByLabel("New password").fill("abstraction by specification");
      await one.page.getByRole("button", { name: "Make my account" }).click();
      await one.page.getByText("How should others see you?").waitFor();
      await one.page.getByLabel("Your name").fill("Barbara");
      await one.page.getByRole("button", { name: "Make my account" }).click();
      await one.page.getByRole("button", { name: "Account of Barbara" }).waitFor();
      await other.go(link.pathname + link.hash);
      await other.page.getByRole("heading", { name: "This link doesn't work any more" }).waitFor();
      await other.page.getByRole("link", { name: "To the sign-in page" }).click();
      await signInByHand(other.page, { email, password: "abstraction by specification" });
      await other.page.getByRole("button", { name: "Account of Barbara" }).waitFor();
    });
  });

  test("who forgot the password is told the way without mail", async () => {
    await at([undefined], async ({ page, ...person }) => {
      await page.goto(`${person.url}/sign-in?problem=expired`);
      await page.getByText("This sign-in took too long").waitFor();
      await page.getByRole("button", { name: "Forgot your password?" }).click();
      await page.getByText("An admin can hand you a link").waitFor();
      await eventually("the way back has the keyboard", () => page.evaluate(() => document.activeElement?.textContent === "Back to sign in"));
      await page.keyboard.press("Enter");
      await page.getByLabel("Email").waitFor();
    });
  });

  test("signing out with changes that were not sent warns first", async () => {
    const grace = somebody("Grace");
    const id = await server.createPlain(grace, "Offline");
    await at([grace], async (person) => {
      const { page } = person;
      await person.open(id);
      await person.context.setOffline(true);
      await person.waitForState("offline");
      await person.type("title", " abc");
      await page.getByRole("button", { name: /^Account of/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.getByText(/^4 changes on this device are not sent yet/).waitFor();
      await eventually("staying has the keyboard", () => page.evaluate(() => document.activeElement?.textContent === "Stay"));
      await page.keyboard.press("Enter");
      await page.getByRole("menu").waitFor({ state: "detached" });
      assert.equal(await person.read("title"), "Offline abc");

      // Another tab of this browser knows it too, and so does a later page.
      await person.context.setOffline(false);
      await person.saved();
      await page.getByRole("button", { name: /^Account of/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      assert.equal(await page.evaluate(countKept), 0);
      assert.equal((await server.view(grace, id)).title, "Offline abc");
    });
  });

  test("sign-in and account work by keyboard alone", async () => {
    const grace = somebody("Grace");
    await at([undefined], async (person) => {
      const { page } = person;
      const { keyboard } = page;
      await person.go("/account");
      await eventually("the address has the keyboard", () => page.evaluate(() => document.activeElement?.autocomplete === "username"));
      await keyboard.type(grace.email);
      await keyboard.press("Tab");
      await keyboard.type(grace.password);
      await keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();
      await tabTo(page, section(page, "Profile").getByLabel("Name"));
      await keyboard.press("Control+A");
      await keyboard.type("Keyboard Grace");
      await keyboard.press("Tab");
      await keyboard.press("ArrowRight");
      await keyboard.press("Tab");
      await keyboard.press("Enter");
      await page.getByRole("button", { name: "Account of Keyboard Grace" }).waitFor();
      await tabTo(page, page.getByLabel("What is it for?"));
      await keyboard.type("By keyboard");
      await keyboard.press("Enter");
      await person.find("fresh-token").waitFor();
      await eventually("the token has the keyboard", () => page.evaluate(() => document.activeElement?.dataset.testid === "fresh-token"));
      await tabTo(page, page.getByRole("button", { name: "Revoke By keyboard" }));
      await keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await eventually("the keyboard is where it was", () => page.evaluate(() => document.activeElement?.textContent === "Revoke"));
    });
  });

  /** Presses Tab until an element has the keyboard; every stop on the way must be visible. */
  async function tabTo(page, target) {
    const wanted = await target.elementHandle();
    for (let stop = 0; stop < 80; stop += 1) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate((wanted) => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        return { found: element === wanted, html: element.outerHTML.slice(0, 120), size: box.width * box.height };
      }, wanted);
      assert.ok(here.size > 0, `the keyboard is on something invisible: ${here.html}`);
      if (here.found) return;
    }
    assert.fail("it cannot be reached by Tab");
  }

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const grace = somebody("Grace");
      const options = { colorScheme, reducedMotion: "reduce" };
      const stranger = await Person.at(browser, server.url, undefined, options);
      const person = await Person.at(browser, server.url, grace, options);
      const { url } = await server.api(ada, "POST", "/admin/invitations", { email: `axe-${colorScheme}@example.com`, role: "guest" });
      const clean = async ({ page }, what) => {
        await page.locator(".is-waiting").waitFor({ state: "detached" });
        assert.deepEqual(await findings(page), [], what);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${what} is ${overflow} px wider than the screen`);
      };

      for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
        const { page } = stranger;
        await page.setViewportSize(viewport);
        await stranger.go("/sign-in?problem=no-access");
        await page.getByText("You have no access to this Debrief").waitFor();
        await clean(stranger, "sign-in");
        await page.getByRole("button", { name: "Forgot your password?" }).click();
        await page.getByText("An admin can hand you a link").waitFor();
        await clean(stranger, "forgotten password");
        await page.goto("about:blank");
        await stranger.go(new URL(url, server.url).pathname + new URL(url, server.url).hash);
        await page.getByLabel("Your name").waitFor();
        await page.keyboard.press("Enter");
        await page.getByText("How should others see you?").waitFor();
        await clean(stranger, "invitation");
        await stranger.go("/reset#of-no-use");
        await page.getByRole("heading", { name: "This link doesn't work any more" }).waitFor();
        await clean(stranger, "reset");
        await person.page.setViewportSize(viewport);
        await openAccount(person);
        await person.page.getByText("This browser", { exact: true }).waitFor();
        await clean(person, "account");
        await person.page.getByLabel("What is it for?").fill("axe");
        await person.page.getByRole("button", { name: "Make a token" }).click();
        await person.find("fresh-token").waitFor();
        await clean(person, "a new token");
        await person.page.getByRole("button", { name: "Sign out everywhere" }).click();
        await person.page.getByRole("dialog").waitFor();
        await clean(person, "a question");
        await person.page.keyboard.press("Escape");
        await person.page.evaluate(() => localStorage.setItem("debrief.unsent.somebody.something", "3"));
        await person.page.getByRole("button", { name: /^Account of/ }).click();
        await person.page.getByRole("menuitem", { name: "Sign out" }).click();
        await person.page.getByText(/^3 changes/).waitFor();
        await clean(person, "the account menu");
      }
      assert.deepEqual([...stranger.troubles, ...person.troubles], []);
      await Promise.all([stranger.close(), person.close()]);
    });
  }
});
