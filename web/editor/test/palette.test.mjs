import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const css = await readFile(new URL("../../styles/editor.css", import.meta.url), "utf8");

/** Relative luminance (WCAG 2.2). */
function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const pair = (name) => new RegExp(`${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css).slice(1);

test("names on people's colours can be read, in light and dark", () => {
  const ink = pair("--peer-ink");
  for (let index = 0; index < 12; index++) {
    pair(`--peer-${index}`).forEach((color, scheme) => {
      assert.ok(contrast(color, ink[scheme]) >= 4.5, `peer ${index}: ${color} on ${ink[scheme]}`);
    });
    assert.match(css, new RegExp(`\\.peer-${index} \\{ --peer: var\\(--peer-${index}\\); \\}`));
  }
});
