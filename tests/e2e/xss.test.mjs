/** Text that tries to be a script, put into every place that shows text: nothing of it runs, and no policy had to stop it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

import { Person, launch } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

/** What would set `pwned`, if any place took it for more than text. */
const RUN = "globalThis.pwned=1";
const PAYLOADS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `"><svg onload=${RUN}>`,
  `'-${RUN}-'`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<a href="javascript:${RUN}">x</a>`,
  `[x](javascript:${RUN}) [y](data:text/html,<script>${RUN}</script>) <javascript:${RUN}>`,
  `![x](x"onerror="${RUN}) <style>*{background:url(//evil.example)}</style>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
  `{{constructor.constructor('${RUN}')()}} \${${RUN}}`,
];
const ALL = PAYLOADS.join("\n\n");
const LINE = PAYLOADS.join(" ");
/** As much of it as a name may hold. */
const NAME = `<img src=x onerror="${RUN}">`;
const SCRIPT = `javascript:${RUN}`;

describe("text stays text", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, eve, id, person, provider;

  before(async () => {
    server = await Server.start();
    [ada, eve] = [server.account("Ada Admin", "admin"), server.account("Eve Member")];
    await server.api(eve, "PATCH", "/account", { name: NAME });
    browser = await launch();
    id = await filled();
    person = await Person.at(browser, server.url, ada);
    await person.context.addInitScript(() => {
      globalThis.violations = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    await person.openPage();
    person.page.on("dialog", (dialog) => {
      person.troubles.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  });

  after(async () => {
    provider?.destroy();
    provider?.doc.destroy();
    await browser?.close();
    await server?.close();
  });

  /** A postmortem whose every field was written by a client that keeps no rule but the protocol's; with comments, team, links. */
  async function filled() {
    const sections = ["timeline", "prose", "mitigations"].map((kind) => ({ kind, heading: LINE.slice(0, 180), guidance: LINE.slice(0, 400), body: ALL }));
    const template = await server.api(eve, "POST", "/templates", { name: NAME, summary: LINE.slice(0, 200), sections });
    const made = await server.create(eve, LINE.slice(0, 290), template.id);
    await server.api(eve, "PATCH", `/postmortems/${made}`, { severity: NAME, incident: NAME, services: [NAME, `"><svg onload=${RUN}>`] });

    const doc = new Y.Doc();
    const url = `${server.url.replace("http", "ws")}/api/postmortems`;
    provider = new WebsocketProvider(url, `${made}/sync`, doc, { WebSocketPolyfill: WebSocket, params: { token: eve.token }, disableBc: true });
    await eventually("it is in sync", () => provider.synced);
    doc.transact(() => {
      const map = (fields) => new Y.Map(Object.entries(fields));
      const evidence = new Y.Array();
      evidence.push([SCRIPT, `https://example.com/"onmouseover="${RUN}`, `data:text/html,<script>${RUN}</script>`].map((url) => map({ url, title: NAME })));
      doc.getMap("timeline").set("an-entry", map({ at: "2026-11-21T10:00:00Z", kind: NAME, text: new Y.Text(LINE), evidence, source: NAME }));
      doc.getMap("timeline").set("no-time", map({ at: NAME, kind: "action", text: new Y.Text(NAME) }));
      const fields = { rank: "a0", text: new Y.Text(LINE), category: "learn", approach: "process", owner: NAME, due: NAME, priority: NAME };
      doc.getMap("mitigations").set("an-idea", map({ ...fields, ticket: SCRIPT, status: "idea" }));
      doc.getMap("mitigations").set("done", map({ ...fields, text: new Y.Text(NAME), ticket: `https://example.com/'${NAME}`, status: "done" }));
      const meta = doc.getMap("meta");
      for (const mark of ["impact_started", "detected", "acknowledged", "mitigated", "resolved", "time_zone"]) meta.set(mark, NAME);
    });
    provider.awareness.setLocalState({ user: { name: NAME, color: NAME }, text: NAME, cursor: NAME, place: NAME });

    const view = await eventually("the server has it", async () => {
      const view = await server.view(eve, made);
      return view.mitigations.length === 2 && view;
    });
    const text = `sections/${view.sections.find((section) => section.kind === "prose").id}/body`;
    const { client, clock } = doc.getMap("sections").get(text.split("/")[1]).get("body")._start.id;
    const position = (assoc) => ({ item: { client, clock: clock + (assoc < 0 ? 5 : 0) }, assoc });
    const anchor = { text, start: position(0), end: position(-1) };
    const thread = await server.api(eve, "POST", `/postmortems/${made}/comments`, { anchor, quote: NAME, body: LINE });
    await server.api(eve, "POST", `/postmortems/${made}/comments/${thread.id}/replies`, { body: ALL });
    const team = await server.api(ada, "POST", "/teams", { name: NAME });
    await server.api(eve, "PUT", `/postmortems/${made}/access/teams/${team.id}`, { role: "viewer" });
    await server.api(eve, "POST", "/tokens", { name: NAME });
    return made;
  }

  /** Nothing ran, nothing was stopped, and no link leads into a script. */
  async function innocent() {
    const found = await person.page.evaluate(() => ({
      pwned: globalThis.pwned,
      violations: globalThis.violations,
      links: [...document.querySelectorAll("a[href], area[href], form[action], iframe, object, embed")]
        .map((element) => element.href ?? element.action ?? element.localName)
        .filter((address) => !/^(https?|mailto|blob):/.test(address)),
      handlers: [...document.querySelectorAll("*")].filter((element) => [...element.attributes].some(({ name }) => name.startsWith("on"))).map((element) => element.localName),
      foreign: [...document.querySelectorAll("script")].filter((script) => script.textContent.includes("pwned")).length,
    }));
    assert.deepEqual(found, { pwned: undefined, violations: [], links: [], handlers: [], foreign: 0 });
  }

  test("in the editor, wherever one clicks", async () => {
    const { page } = person;
    await person.open(id);
    await eventually("its texts are there", async () => (await page.getByText("onerror").count()) > 3);
    await eventually("a comment is there", async () => (await person.find("thread").count()) > 0);
    await innocent();
    // Each mounted text shows its source on the line of the caret, and its preview elsewhere.
    for (const content of await page.locator(".surface").all()) {
      await content.scrollIntoViewIfNeeded();
      await content.click({ position: { x: 5, y: 5 } });
      await innocent();
    }
    await page.mouse.move(700, 300);
    await innocent();
  });

  test("in the library, in templates, and in one's own account", async () => {
    for (const route of ["/", `/?q=${encodeURIComponent(NAME)}`, "/templates", "/account", "/removed"]) {
      await person.go(route);
      await person.page.getByRole("main").waitFor();
      await person.page.waitForLoadState("networkidle");
      await innocent();
    }
  });

  test("in the share dialog and on the pages of admins", async () => {
    await person.open(id);
    await person.page.getByRole("button", { name: "Share" }).click();
    await person.page.getByRole("dialog").getByText(NAME).first().waitFor();
    await innocent();
    for (const route of ["/admin", "/admin/people", "/admin/teams", "/admin/audit"]) {
      await person.go(route);
      await person.page.getByRole("main").waitFor();
      await person.page.waitForLoadState("networkidle");
      await innocent();
    }
  });

  test("in addresses", async () => {
    const routes = [
      `/sign-in?to=${encodeURIComponent(SCRIPT)}`,
      `/sign-in?problem=${encodeURIComponent(NAME)}`,
      `/setup#${encodeURIComponent(NAME)}`,
      `/join#${NAME}`,
      `/reset#${NAME}`,
      `/p/${encodeURIComponent(NAME)}`,
      `/${encodeURIComponent(NAME)}`,
    ];
    for (const route of routes) {
      await person.go(route);
      await person.page.waitForLoadState("networkidle");
      await innocent();
    }
  });

  test("in what is exported, opened as a page", async () => {
    for (const format of ["html", "md", "json"]) {
      const answer = await person.context.request.get(`${server.url}/api/postmortems/${id}/export?format=${format}`);
      assert.equal(answer.headers()["x-content-type-options"], "nosniff");
      const policy = answer.headers()["content-security-policy"];
      assert.match(policy, /default-src 'none'/);
      assert.doesNotMatch(policy, /unsafe-inline'? *;? *script|script-src[^;]*unsafe/);
      if (format !== "html") continue;
      // From a disk there is no policy: the text itself has to be harmless.
      await person.page.goto("about:blank");
      await person.page.setContent(await answer.text(), { waitUntil: "load" });
      const found = await person.page.evaluate(() => ({
        pwned: globalThis.pwned,
        bad: [...document.querySelectorAll("script, iframe, object, embed, svg:not(.scale), .scale script, .scale foreignObject, math, form, [onerror], [onload], [onmouseover]")].map((element) => element.outerHTML.slice(0, 80)),
        // An address that was taken out leaves an empty one.
        links: [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).filter((address) => address && !/^(https?|mailto):/.test(address)),
      }));
      assert.deepEqual(found, { pwned: undefined, bad: [], links: [] });
    }
  });

  test("and the page complained of nothing", () => {
    assert.deepEqual(person.troubles, []);
  });
});
