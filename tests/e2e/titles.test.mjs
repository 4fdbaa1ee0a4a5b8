/** Links of an entry: their title is read from the page they lead to, once a writer asks. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";

import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

describe("titles of links", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, site, address, ada, grace, one, two;
  const asked = [];

  before(async () => {
    site = createServer((request, response) => {
      asked.push(request.url);
      const body = request.url === "/untitled" ? "<p>nothing</p>" : "<!doctype html><title>Error rate &amp; latency</title>";
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(body);
    });
    site.listen(0, "127.0.0.1");
    await once(site, "listening");
    address = `http://127.0.0.1:${site.address().port}`;
    server = await Server.start(["--link-titles", "127.0.0.0/8"]);
    ada = server.account("Ada Admin", "admin");
    grace = server.account("Grace Member");
    browser = await launch();
    const id = await server.createPlain(ada, "Checkout refused cards");
    [one, two] = await Promise.all([ada, grace].map((who) => Person.at(browser, server.url, who)));
    await Promise.all([one.open(id), two.open(id)]);
  });

  after(async () => {
    assert.deepEqual([...one.troubles, ...two.troubles], []);
    await browser?.close();
    await server?.close();
    site?.close();
  });

  test("it is asked for, can be changed, and the other reads it", async () => {
    await one.addEntry("14:05 The error rate rose");
    await one.find("timeline-entry").first().hover();
    await one.find("timeline-entry").first().getByRole("button", { name: "More for this entry" }).click();
    await one.page.getByRole("menuitem", { name: "Add a link to the source" }).click();
    await one.find("evidence-read-title").click();
    await one.page.getByRole("alert").filter({ hasText: /\S/ }).first().waitFor();
    await one.find("evidence-url").fill(`${address}/untitled`);
    assert.deepEqual(asked, [], "typing an address asks nobody");
    await one.find("evidence-read-title").click();
    await one.page.getByText("No title can be read there. Write what it shows.").waitFor();
    await one.find("evidence-url").fill(`${address}/graph`);
    await one.find("evidence-read-title").click();
    await eventually("the title is there to be changed", async () => (await one.find("evidence-title").inputValue()) === "Error rate & latency");
    assert.deepEqual(asked, ["/untitled", "/graph"]);
    await one.find("evidence-add").click();
    await two.page.getByRole("link", { name: "Error rate & latency" }).waitFor();
  });
});
