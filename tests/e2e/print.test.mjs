/** Paper: a good document comes out of the browser's own print, however far the page is scrolled. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { Person, launch, section } from "./browser.mjs";
import { SUITE_DEADLINE, Server, eventually } from "./harness.mjs";

const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

describe("print", { timeout: SUITE_DEADLINE }, () => {
  let server, browser, ada, grace, id, one, two;

  before(async () => {
    server = await Server.start();
    ada = server.account("Ada Admin", "admin");
    grace = server.account("Grace Member");
    browser = await launch();
    id = await server.create(ada, "Checkout refused cards", "google-sre");
    [one, two] = await Promise.all([Person.at(browser, server.url, ada), Person.at(browser, server.url, grace)]);
    await Promise.all([one.open(id), two.open(id)]);
  });

  after(async () => {
    assert.deepEqual([...(one?.troubles ?? []), ...(two?.troubles ?? [])], []);
    await browser?.close();
    await server?.close();
  });

  /** What is on paper: the sheet as it is while printing. */
  async function sheet(person) {
    await person.page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await person.page.emulateMedia({ media: "print" });
    const shown = await person.page.evaluate(() => ({
      text: document.querySelector("[data-testid=print-sheet]").innerText,
      html: document.querySelector("[data-testid=print-sheet]").innerHTML,
      chrome: [...document.querySelectorAll(".document-bar, .document-page, .toasts, .skip-link")].filter((part) => part.checkVisibility()).length,
    }));
    await person.page.emulateMedia({ media: "screen" });
    await person.page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    return shown;
  }

  test("everything is on paper, what others wrote and what no editor shows, too", async () => {
    const { sections } = await server.view(ada, id);
    const prose = sections.filter((part) => part.kind === "prose");
    await one.type(`sections/${prose[0].id}/body`, "Cards were **refused** for _two_ hours, see [the graph](https://graphs.example/pool?from=1).");
    const last = prose.at(-1).id;
    await two.type(`sections/${last}/body`, "- [x] somebody had a copy\n");
    await one.addEntry("09:45 Deploy began");
    await one.addIdea("Alert on pool use");
    await one.page.evaluate(() => window.scrollTo(0, 0));
    await Promise.all([one.saved(), two.saved()]);
    await eventually("one has what two wrote", async () => (await server.view(ada, id)).sections.find((part) => part.id === last).body !== "");
    let paper;
    await eventually("all of it is on the sheet", async () => {
      paper = await sheet(one);
      return ["Deploy began", "Alert on pool use", "somebody had a copy", "printed"].every((words) => paper.text.includes(words));
    });
    for (const { heading } of sections) assert.ok(paper.text.includes(heading), heading);
    assert.match(paper.html, /<strong>refused<\/strong>/);
    assert.match(paper.html, /<a href="https:\/\/graphs\.example\/pool\?from=1">the graph<\/a>/);
    assert.ok(paper.text.includes("☑"));
    const cells = await one.page.evaluate(() => {
      const host = document.createElement("div");
      window.dispatchEvent(new Event("beforeprint"));
      host.innerHTML = document.querySelector("[data-testid=print-sheet]").innerHTML;
      window.dispatchEvent(new Event("afterprint"));
      return [...host.querySelectorAll("tr")].map((row) => [row.closest("table").querySelector("tr").cells.length, row.cells.length]);
    });
    for (const [head, row] of cells) assert.equal(row, head, "empty cells keep their place");
    assert.ok(!/What belongs here|Still missing/.test(paper.text));
    assert.equal(paper.chrome, 0, "nothing to click is on paper");
    assert.equal((await one.find("print-sheet").locator("h1").count()), 0, "afterwards the page holds nothing of it");
  });

  test("a callout has its name, and a picture is on paper", async () => {
    const made = await one.context.request.post(`${server.url}/api/postmortems/${id}/images`, { data: PIXEL, headers: { Origin: server.url } });
    assert.equal(made.status(), 201, await made.text());
    const image = await made.json();
    const { sections } = await server.view(ada, id);
    const body = `sections/${sections.filter((part) => part.kind === "prose")[1].id}/body`;
    await two.type(body, `> [!WARNING]\nDo not retry\n\n![The error rate](images/${image.id}#1x1)\n`);
    await two.saved();
    let paper;
    await eventually("it is on the sheet", async () => {
      paper = await sheet(one);
      return paper.html.includes("<img");
    });
    assert.match(paper.html, /<blockquote><p><strong>Warning<\/strong><br>\s*Do not retry<\/p><\/blockquote>/);
    assert.ok(paper.html.includes(`<img alt="The error rate" decoding="sync" src="${image.url}">`), paper.html);
  });

  test("what looks like HTML stays text", async () => {
    const { sections } = await server.view(ada, id);
    const body = `sections/${section({ sections: sections.filter((part) => /went well/.test(part.heading)) }, "prose").id}/body`;
    await one.type(body, "<img src=x onerror=alert(1)> and [bad](javascript:alert(1))");
    await one.saved();
    const paper = await sheet(one);
    assert.ok(paper.text.includes("<img src=x onerror=alert(1)>"));
    assert.ok(!/<img(?! alt="The error rate" decoding="sync" src="\/api\/)|href="javascript/.test(paper.html));
  });

  test("an exported file becomes a PDF by the command of the documentation", async () => {
    const exported = await fetch(`${server.url}/api/postmortems/${id}/export?format=html`, { headers: { authorization: `Bearer ${ada.token}` } });
    assert.equal(exported.status, 200);
    const folder = mkdtempSync(path.join(tmpdir(), "debrief-pdf-"));
    const [html, pdf] = ["postmortem.html", "postmortem.pdf"].map((name) => path.join(folder, name));
    writeFileSync(html, await exported.text());
    // Without a sandbox, as in the other tests: they may run as root.
    execFileSync(process.env.CHROMIUM ?? "chromium", ["--headless", "--no-sandbox", "--no-pdf-header-footer", `--print-to-pdf=${pdf}`, html], { stdio: "ignore" });
    const made = readFileSync(pdf).toString("latin1");
    rmSync(folder, { recursive: true });
    assert.ok(made.startsWith("%PDF-"));
    assert.ok(made.match(/\/Type \/Page\b/g).length >= 2, "it has pages");
  });

  test("the browser makes a PDF of it", async () => {
    const pdf = await one.page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString("latin1"), "%PDF-");
    const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g).length;
    assert.ok(pages >= 2 && pages <= 6, `${pages} pages`);
    await eventually("the page is as before", async () => (await one.find("print-sheet").locator("h1").count()) === 0);
    await one.saved();
  });
});
