/** Signing in through an identity provider, as a person at a browser does. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const DEBRIEF = process.env.DEBRIEF_BIN ?? fileURLToPath(new URL("../../target/debug/debrief", import.meta.url));
/** Built along with the other tests. */
const PROVIDER = path.join(path.dirname(DEBRIEF), "identity_provider");

describe("sign-in provider", { timeout: SUITE_DEADLINE }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "debrief-oidc-"));
  let provider, issuer, server, browser, ada;

  before(async () => {
    provider = spawn(PROVIDER, { stdio: ["ignore", "pipe", "inherit"] });
    [issuer] = await once(createInterface({ input: provider.stdout }), "line");
    const file = path.join(folder, "oidc.toml");
    const lines = [`issuer = "${issuer}"`, 'id = "example"', 'name = "Example"', 'client_id = "debrief"', 'default_role = "member"'];
    writeFileSync(file, ["[[provider]]", ...lines, 'client_secret = "s3cret: of+the client"', ""].join("\n"));
    server = await Server.start(["--public-url", "{url}", "--oidc", file]);
    ada = server.account("Ada Admin", "admin");
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await server?.close();
    provider?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Says who signs in at the provider next, and what goes wrong. */
  async function script(wanted) {
    const body = JSON.stringify({ redirect_uris: [`${server.url}/api/oidc/example/callback`], ...wanted });
    const answer = await fetch(`${issuer}/control`, { method: "POST", headers: { "content-type": "application/json" }, body });
    assert.ok(answer.ok, await answer.text());
  }

  async function at(account, body) {
    const person = await Person.at(browser, server.url, account);
    try {
      await body(person, person.page);
      assert.deepEqual(person.troubles, []);
    } finally {
      await person.close();
    }
  }

  test("signing in leads back to the page one wanted", async () => {
    const id = await server.create(ada, "Checkout refused cards");
    await script({ person: { sub: "grace", email: "grace@example.com", email_verified: true, name: "Grace Hopper" } });
    await at(null, async (person, page) => {
      await person.go(`/p/${id}`);
      await page.getByRole("link", { name: "Continue with Example" }).click();
      await person.saved();
      assert.ok(page.url().endsWith(`/p/${id}`), page.url());
      assert.equal(await person.read("title"), "Checkout refused cards");
      await person.go("/");
      await page.getByRole("button", { name: /Grace Hopper/ }).waitFor();
    });
  });

  test("what stands against it is said in words", async () => {
    await script({ person: { sub: "eve", email: "eve@example.com", email_verified: false, name: "Eve" } });
    await at(null, async (person, page) => {
      await person.go("/");
      await page.getByRole("link", { name: "Continue with Example" }).click();
      await page.getByText(/hasn.t confirmed/).waitFor();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
    });
  });

  test("an account is connected on its page, and opens by the provider from then on", async () => {
    const heidi = server.account("Heidi Member");
    await script({ person: { sub: "heidi", email: heidi.email, email_verified: true, name: "Heidi" } });
    await at(null, async (person, page) => {
      await person.go("/");
      await page.getByRole("link", { name: "Continue with Example" }).click();
      await page.getByText(/already/).waitFor();
    });
    await at(heidi, async (person, page) => {
      await person.go("/account");
      await page.getByRole("button", { name: /Connect/ }).click();
      await page.waitForURL(/\/account/);
      await eventually("it is connected", async () => (await server.api(heidi, "GET", "/account/identities")).identities.length === 1);
    });
    await at(null, async (person, page) => {
      await person.go("/");
      await page.getByRole("link", { name: "Continue with Example" }).click();
      await page.getByRole("button", { name: /Heidi Member/ }).waitFor();
    });
  });
});
