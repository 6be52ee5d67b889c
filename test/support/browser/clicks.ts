/** Counts what a person presses and fills on the way to something, as guides of other products count their steps. */
import type { Locator, Page } from "playwright-core";

export class Steps {
  clicks = 0;
  fields = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(
    role: "button" | "link",
    name: string | RegExp,
    within: Locator | Page = this.#page,
  ): Promise<void> {
    await within
      .getByRole(role, { name, exact: typeof name === "string" })
      .first()
      .click();
    this.clicks += 1;
  }

  /** The label of a field that has to be filled ends in a star. */
  async fill(label: string, text: string, within: Locator | Page = this.#page): Promise<void> {
    await within
      .getByLabel(new RegExp(`^${label}( \\*)?$`))
      .first()
      .fill(text);
    this.fields += 1;
  }

  /** A list to choose from is a field as well. */
  async choose(label: string, value: string): Promise<void> {
    await this.#page.getByLabel(label, { exact: true }).first().selectOption(value);
    this.fields += 1;
  }
}
