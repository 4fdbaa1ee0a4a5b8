/** Live connections: a webhook arrives signed, one that is refused is listed and sent again, and a mitigation becomes a ticket. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";

import { findings } from "./axe.mjs";
import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

/** A server on this machine that keeps what it is asked and answers by `answer`. */
async function site(answer) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const one = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks) };
    asked.push(one);
    const { status, body } = answer(one, asked.length - 1);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, asked, close: () => server.close() };
}

/** Whether a delivery is signed by a secret, as docs/CONNECTIONS.md says. */
function isSigned({ headers, body }, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), body]);
  return headers["webhook-signature"].split(" ").includes(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
}

let commands = 0;

describe("connections", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, admin, id, receiver, refusing, github;

  before(async () => {
    receiver = await site(() => ({ status: 204 }));
    refusing = await site((_, before) => ({ status: before === 0 ? 410 : 200 }));
    github = await site(() => ({
      status: 201,
      body: { number: 7, html_url: "https://github.com/acme/shop/issues/7", state: "open" },
    }));
    server = await Server.start(["--connections", "127.0.0.0/8"]);
    ada = server.account("Ada Admin", "admin");
    browser = await launch();
    admin = await Person.at(browser, server.url, ada);
    id = await server.createPlain(ada, "Checkout refused cards");
  });

  after(async () => {
    assert.deepEqual(admin?.troubles, []);
    await browser?.close();
    await server?.close();
    for (const one of [receiver, refusing, github]) one?.close();
  });

  /** Gives a command as Slack does. */
  async function command(connection, secret, text) {
    const body = new URLSearchParams({
      team_id: "T0001", channel_id: "C0001", channel_name: "shop", user_id: "U0001", user_name: "steve",
      command: "/debrief", text, trigger_id: `${++commands}.1`,
    }).toString();
    const time = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", secret).update(`v0:${time}:${body}`).digest("hex");
    const answer = await fetch(`${server.url}/api/inbound/${connection}`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": String(time),
        "x-slack-signature": `v0=${signature}`,
      },
      body,
    });
    return { status: answer.status, json: await answer.json().catch(() => null) };
  }

  /** Chooses something in the menu of a connection. */
  async function choose(name, what) {
    await admin.page.getByRole("button", { name: `More for “${name}”` }).click();
    await admin.page.getByRole("menuitem", { name: what }).click();
  }

  /** A connection of the list, as the API shows it. */
  async function listed(name) {
    const { connections } = await server.api(ada, "GET", "/admin/connections");
    return connections.find((one) => one.name === name);
  }

  /** Adds a webhook; gives its secret. */
  async function addWebhook(name, url) {
    await admin.find("connection-new").click();
    await admin.page.getByLabel("Name").fill(name);
    await admin.page.getByLabel("Address").fill(url);
    await admin.find("connection-add").click();
    const secret = await admin.find("connection-secret").inputValue();
    await admin.page.getByRole("button", { name: "Done", exact: true }).click();
    return secret;
  }

  test("a webhook is added, tried out, and told of a publication, signed", async () => {
    await admin.go("/admin/connections");
    await admin.page.getByText("Nothing is connected yet").waitFor();
    assert.deepEqual(await findings(admin.page), []);
    await admin.find("connection-new").click();
    await admin.find("connection-form").waitFor();
    assert.deepEqual(await findings(admin.page), []);
    await admin.page.getByRole("button", { name: "Cancel" }).click();
    const secret = await addWebhook("Receiver", `${receiver.url}/hook`);
    assert.match(secret, /^whsec_/);
    await admin.page.getByRole("button", { name: "Test “Receiver”" }).click();
    await admin.page.locator(".toast").filter({ hasText: "It works" }).first().waitFor();
    await server.api(ada, "POST", `/postmortems/${id}/publications`, { despite: "It is late." });
    await eventually("it is told", () => receiver.asked.length === 2);
    for (const one of receiver.asked) assert.ok(isSigned(one, secret));
    const told = JSON.parse(receiver.asked[1].body);
    assert.equal(told.type, "postmortem.published");
    assert.equal(told.data.postmortem.title, "Checkout refused cards");
  });

  test("what is refused is listed and sent again, and what is removed comes back", async () => {
    await addWebhook("Refusing", refusing.url);
    await server.api(ada, "POST", `/postmortems/${id}/publications`, { despite: "Once more." });
    await eventually("it was given up", async () => (await server.api(ada, "GET", "/admin/connections")).failed.length === 1);
    await admin.go("/admin/connections");
    await admin.page.getByText("410 Gone").first().waitFor();
    assert.deepEqual(await findings(admin.page), []);
    await admin.find("delivery-resend").click();
    await eventually("it was sent again", () => refusing.asked.length === 2);
    assert.equal(refusing.asked[0].headers["webhook-id"], refusing.asked[1].headers["webhook-id"]);
    await choose("Refusing", "Remove");
    await eventually("it is gone", async () => (await admin.find("connection").count()) === 1);
    await admin.page.locator(".toast").getByRole("button", { name: "Undo" }).first().click();
    await eventually("it is back", async () => (await admin.find("connection").count()) === 2);
  });

  test("a connection is edited, switched off and on, and each of it is taken back", async () => {
    await admin.go("/admin/connections");
    await admin.page.getByRole("button", { name: "Edit “Receiver”" }).click();
    const form = admin.find("connection-form");
    await form.waitFor();
    assert.deepEqual(await findings(admin.page), []);
    assert.equal(await form.getByLabel("Address").inputValue(), `${receiver.url}/hook`);
    assert.equal(await form.getByLabel("Published", { exact: true }).isChecked(), true);
    assert.equal(await form.getByLabel("Secret").count(), 0, "a secret that is made here is not typed");
    await form.getByLabel("Name").fill("Kept elsewhere");
    await form.getByLabel("New postmortem").check();
    await form.getByLabel("Published", { exact: true }).uncheck();
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    await admin.page.getByRole("button", { name: "Edit “Kept elsewhere”" }).waitFor();
    assert.deepEqual((await listed("Kept elsewhere")).settings.events.sort(), ["mitigation.committed", "postmortem.created"]);
    await admin.page.locator(".toast").filter({ hasText: "is saved" }).getByRole("button", { name: "Undo" }).click();
    await admin.page.getByRole("button", { name: "Edit “Receiver”" }).waitFor();
    assert.deepEqual((await listed("Receiver")).settings.events.sort(), ["mitigation.committed", "postmortem.published"]);

    await choose("Receiver", "Switch off");
    await admin.find("connection-off").waitFor();
    assert.equal((await listed("Receiver")).off, true);
    assert.deepEqual(await findings(admin.page), []);
    await choose("Receiver", "Switch on");
    await admin.find("connection-off").waitFor({ state: "detached" });
    await admin.page.locator(".toast").filter({ hasText: "switched on" }).getByRole("button", { name: "Undo" }).click();
    await admin.find("connection-off").waitFor();
    await choose("Receiver", "Switch on");
    await admin.find("connection-off").waitFor({ state: "detached" });

    // Given up by the keyboard alone.
    await admin.page.getByRole("button", { name: "Edit “Receiver”" }).press("Enter");
    await form.getByLabel("Name").fill("Not this");
    await form.getByLabel("Name").press("Escape");
    await form.waitFor({ state: "detached" });
    assert.equal(await listed("Not this"), undefined);
  });

  test("Slack's commands are connected, and their secret is replaced only when it is typed", async () => {
    await admin.find("connection-new").click();
    await admin.find("connection-kind").selectOption("slack_commands");
    await admin.page.getByLabel("Name").fill("Slack");
    await admin.page.getByLabel("Signing secret").fill("first-secret");
    await admin.find("connection-add").click();
    await admin.page.getByRole("button", { name: "Edit “Slack”" }).waitFor();
    const { id: connection } = await listed("Slack");
    const { text, response_type } = (await command(connection, "first-secret", "new sev2 Pool is empty")).json;
    assert.equal(response_type, "ephemeral");
    assert.match(text, /Pool is empty/);

    await admin.page.getByRole("button", { name: "Edit “Slack”" }).click();
    const form = admin.find("connection-form");
    assert.equal(await form.getByLabel("Signing secret").inputValue(), "");
    await form.getByLabel("Template of drafts").selectOption("google-sre");
    // A severity has a template of its own, chosen by its name.
    await form.getByRole("button", { name: "Add a severity" }).click();
    await form.getByLabel("Severity", { exact: true }).fill("SEV-1");
    await form.getByLabel("Its template").selectOption({ label: "Incident report with messages" });
    await form.getByRole("button", { name: "Add a severity" }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    assert.equal((await listed("Slack")).settings.template, "google-sre");
    assert.deepEqual((await listed("Slack")).settings.templates, [{ severity: "SEV-1", template: "pagerduty" }]);
    assert.equal((await command(connection, "first-secret", "note Rolled back")).status, 200);
    await admin.page.getByRole("button", { name: "Edit “Slack”" }).click();
    await eventually("the templates are there", async () => (await form.getByLabel("Template of drafts").inputValue()) === "google-sre");
    await eventually("its name is chosen", async () => (await form.getByLabel("Its template").locator("option:checked").textContent()) === "Incident report with messages");
    await form.getByRole("button", { name: "Remove this severity" }).click();
    await form.getByLabel("Signing secret").fill("second-secret");
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    assert.deepEqual((await listed("Slack")).settings.templates, []);
    assert.equal((await command(connection, "first-secret", "help")).status, 401);
    assert.match((await command(connection, "second-secret", "find pool")).json.text, /Nothing that is published/);
    await choose("Slack", "Remove");
    await admin.page.getByRole("button", { name: "Edit “Slack”" }).waitFor({ state: "detached" });
  });

  test("PagerDuty is added before it has shown its secret, and its address is copied", async () => {
    await admin.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
    await admin.go("/admin/connections");
    await admin.find("connection-new").click();
    await admin.find("connection-kind").selectOption("pagerduty");
    await admin.page.getByLabel("Name").fill("On-call");
    await admin.page.getByText("PagerDuty shows it once").waitFor();
    assert.deepEqual(await findings(admin.page), []);
    await admin.find("connection-add").click();
    await admin.page.getByRole("button", { name: "Copy address of “On-call”" }).press("Enter");
    const { id: connection } = await listed("On-call");
    await eventually("it is copied", async () => (await admin.page.evaluate(() => navigator.clipboard.readText())) === `${server.url}/api/inbound/${connection}`);
    await choose("On-call", "Remove");
    await admin.page.getByRole("button", { name: "Edit “On-call”" }).waitFor({ state: "detached" });
  });

  test("a mitigation becomes a ticket whose state is shown", async () => {
    await admin.find("connection-new").click();
    await admin.find("connection-kind").selectOption("github");
    await admin.page.getByLabel("Name").fill("Shop");
    await admin.page.getByLabel("Address").fill(github.url);
    await admin.page.getByLabel("Project").fill("acme/shop");
    await admin.page.getByLabel("Secret", { exact: true }).fill("t0ken");
    await admin.find("connection-add").click();
    await eventually("it is listed", async () => (await admin.find("connection").count()) === 3);
    await admin.open(id);
    await admin.addIdea("Alert on pool use");
    await admin.find("mitigation").first().getByTestId("mitigation-commit").click();
    await admin.find("mitigation-make-ticket").first().click();
    await admin.find("mitigation-ticket-link").first().waitFor();
    await eventually("its state is shown", async () => (await admin.find("ticket-state").first().innerText()) === "open");
    const made = github.asked.filter((one) => one.method === "POST");
    assert.equal(made.length, 1);
    assert.equal(made[0].headers.authorization, "Bearer t0ken");
    assert.match(JSON.parse(made[0].body).title, /Alert on pool use/);
    const { mitigations } = await server.view(ada, id);
    assert.equal(mitigations[0].ticket, "https://github.com/acme/shop/issues/7");
  });
});
