import assert from "node:assert/strict";
import { test } from "node:test";
import { localZone, randomBytes, zoneOffsetMinutes, zones } from "../src/browser.js";

const at = (iso) => Date.parse(iso);

test("a zone's offset follows its clock changes", () => {
  assert.equal(zoneOffsetMinutes("Europe/Berlin", at("2024-01-15T12:00:00Z")), 60);
  assert.equal(zoneOffsetMinutes("Europe/Berlin", at("2024-07-15T12:00:00Z")), 120);
  assert.equal(zoneOffsetMinutes("Europe/Berlin", at("2024-03-31T00:59:59Z")), 60);
  assert.equal(zoneOffsetMinutes("Europe/Berlin", at("2024-03-31T01:00:00.001Z")), 120);
});

test("offsets may be odd, negative or zero", () => {
  assert.equal(zoneOffsetMinutes("Asia/Kathmandu", at("2024-01-01T23:59:59.999Z")), 345);
  assert.equal(zoneOffsetMinutes("America/St_Johns", at("2024-01-01T00:00:00Z")), -210);
  assert.equal(zoneOffsetMinutes("UTC", at("2024-12-31T23:59:59Z")), 0);
  assert.equal(zoneOffsetMinutes("Pacific/Kiritimati", at("1969-06-01T00:00:00Z")), -640);
});

test("what no calendar knows is NaN", () => {
  for (const zone of ["", "Mars/Olympus", "Europe/Berlin; drop"]) assert.ok(Number.isNaN(zoneOffsetMinutes(zone, 0)));
  assert.ok(Number.isNaN(zoneOffsetMinutes("UTC", NaN)));
  assert.ok(Number.isNaN(zoneOffsetMinutes("UTC", 1e300)));
});

test("zones are listed once, with UTC and this device's own", () => {
  const all = zones();
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.includes("UTC") && all.includes("Europe/Berlin") && all.includes(localZone()));
});

test("random bytes are as many as asked for and differ", () => {
  assert.equal(randomBytes(16).length, 16);
  assert.notDeepEqual(randomBytes(16), randomBytes(16));
});
