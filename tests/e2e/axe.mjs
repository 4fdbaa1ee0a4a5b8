/** What axe has to say about a page. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Everything that axe finds wrong with the page as it is, in words; nothing if all is well. */
export async function findings(page) {
  // Animations would be judged by the colours that they pass through.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help} (${nodes.length} times)`,
    ...nodes.slice(0, 6).map((node) => `  ${node.target} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
  ]);
}
