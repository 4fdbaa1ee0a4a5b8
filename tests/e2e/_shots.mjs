import { Person, launch, section } from "./browser.mjs";
import { Server } from "./harness.mjs";
const server = await Server.start();
const ada = server.account("Ada Lovelace", "admin");
const browser = await launch();
const id = await server.createPlain(ada, "Checkout refused cards");
const main = await Person.at(browser, server.url, ada);
await main.open(id);
await main.type(`sections/${section(await server.view(ada, id), "prose").id}/body`, "Ada Lovelace restarted the pool at 10.1.2.3 after an hour. See https://grafana.example.com/d/1 for more.");
await main.saved();
await main.close();
for (const [name, width, height] of [["wide", 1440, 900], ["phone", 390, 844]])
  for (const colorScheme of ["light", "dark"]) {
    const p = await Person.at(browser, server.url, ada, { viewport: { width, height }, colorScheme });
    await p.open(id);
    await p.find("review-chip").click();
    await p.find("review-outside").click();
    const d = p.find("outside-dialog");
    await d.getByLabel("Title", { exact: true }).fill("Cards were refused");
    await d.getByLabel("Summary", { exact: true }).fill("For an hour, some card payments were refused.");
    await d.getByText("Sections", { exact: false }).first().click();
    await d.getByText("Discussion", { exact: true }).click();
    await p.page.frameLocator("[data-testid=outside-preview]").getByText("restarted the pool").waitFor();
    await p.page.waitForFunction(() => document.querySelector("[data-testid=outside-preview]").dataset.waiting === "false");
    await p.page.screenshot({ path: `/tmp/w/outside-${name}-${colorScheme}.png` });
    if (name === "phone") {
      await p.find("outside-preview").scrollIntoViewIfNeeded();
      await p.page.screenshot({ path: `/tmp/w/outside-${name}-${colorScheme}-2.png` });
    }
    if (name === "wide" && colorScheme === "light") { await p.find("outside-publish").click(); await p.find("outside-done").getByText("Published").waitFor(); await p.page.screenshot({ path: `/tmp/w/outside-done.png` }); }
    await p.page.goto(server.url + "/outside/cards-were-refused");
    await p.page.screenshot({ path: `/tmp/w/stranger-${name}-${colorScheme}.png` });
    console.log(name, colorScheme, p.troubles);
    await p.close();
  }
await browser.close();
await server.close();
