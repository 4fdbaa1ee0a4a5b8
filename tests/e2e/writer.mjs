/** Somebody who types without end, and a record of what their page called saved meanwhile. */
import assert from "node:assert/strict";

/** Between two keys, in ms. */
const PACE = 15;

/** In the page: counts what is put into texts, and notes how much that was whenever the page began to say *Saved*. */
function record() {
  globalThis.typed = 0;
  globalThis.claimed = 0;
  addEventListener("beforeinput", (event) => (globalThis.typed += event.data?.length ?? 0), { capture: true });
  let before = "saved";
  const look = () => {
    const now = document.querySelector("[data-testid=save-state]")?.dataset.state;
    if (now === "saved" && before !== "saved") globalThis.claimed = globalThis.typed;
    before = now;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
}

export class Writer {
  /** Characters typed by this writer so far. */
  typed = "";
  /** Those that pages before this one typed. */
  #earlier = 0;
  #number = 0;
  #going = null;
  #stop = false;

  /** `letters`: ten letters and an end mark that nobody else types. */
  constructor(person, path, letters, at) {
    Object.assign(this, { person, path, letters, at });
  }

  /** To be called on each page that was opened anew. */
  async sit() {
    await this.person.page.evaluate(record);
    this.#earlier = this.typed.length;
    await this.person.focus(this.path, this.at);
  }

  /** Begins to type, until [`rest`]. */
  start() {
    this.#stop = false;
    this.#going = (async () => {
      while (!this.#stop) {
        const token = [...String(this.#number++)].map((digit) => this.letters[Number(digit)]).join("") + this.letters[10];
        this.typed += token;
        await this.person.page.keyboard.type(token, { delay: PACE });
      }
    })();
    this.#going.catch(() => {});
  }

  /** Ends the word that is being typed, and stops. */
  async rest() {
    this.#stop = true;
    await this.#going;
    this.#going = null;
  }

  /** How many characters the page has called saved at some time. */
  async claimed() {
    const claimed = await this.person.page.evaluate(() => globalThis.claimed);
    return claimed === 0 ? 0 : this.#earlier + claimed;
  }

  /** This writer's characters in a text, in the order they stand in. */
  of(text) {
    return [...text].filter((letter) => this.letters.includes(letter)).join("");
  }

  /** Every keystroke is in this text, once. */
  check(text) {
    const words = (all) => all.split(this.letters[10]).filter(Boolean).sort();
    assert.deepEqual(words(this.of(text)), words(this.typed), `${this.person.account.name}'s keystrokes`);
  }
}

/** The letters of two writers. */
export const LETTERS = ["abcdefghij.", "0123456789,"];
