/** Somebody who has no mouse: goes from one thing to the next by the Tab key, and does all of it by keys. */
import type { Locator, Page } from "playwright-core";

/** More than any page has that takes the focus. */
const MOST_STEPS = 200;
/** More than any list has to choose from. */
const MOST_CHOICES = 60;

export class Keys {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Goes on to what has this name, and presses Enter. */
  async press(role: "button" | "link", name: string): Promise<void> {
    await this.#reach(this.#page.getByRole(role, { name, exact: true }), name);
    await this.#page.keyboard.press("Enter");
  }

  /** The label of a field that has to be filled ends in a star. What stands in it is typed over. */
  async fill(label: string, text: string): Promise<void> {
    await this.#reach(this.#page.getByLabel(new RegExp(`^${label}( \\*)?$`)), label);
    await this.#page.keyboard.press("ControlOrMeta+A");
    await this.#page.keyboard.type(text);
  }

  /** Goes down a list until this is chosen. */
  async choose(label: string, value: string): Promise<void> {
    const list = this.#page.getByLabel(label, { exact: true });
    await this.#reach(list, label);
    const chosen = this.#page.locator(":focus");
    for (let steps = 0; steps < MOST_CHOICES && (await chosen.inputValue()) !== value; steps += 1)
      await this.#page.keyboard.press("ArrowDown");
    if ((await chosen.inputValue()) !== value) throw new Error(`${label} has nothing like ${value}`);
  }

  async #reach(wanted: Locator, name: string): Promise<void> {
    await wanted.first().waitFor();
    const isThere = async () => (await wanted.and(this.#page.locator(":focus")).count()) > 0;
    for (let steps = 0; steps < MOST_STEPS && !(await isThere()); steps += 1)
      await this.#page.keyboard.press("Tab");
    if (!(await isThere())) throw new Error(`${name} is not reached by the Tab key`);
  }
}
