import type { Page } from 'playwright';
import { expect } from 'vitest';

/** Room for a busy machine on top of a bound, in ms. */
export const SLACK = 2_000;

/** The demo's page as a person uses it: presses buttons, types, and reads what is written there. */
export class DemoPage {
  readonly page: Page;
  /** What went wrong in the page's own scripts. */
  readonly errors: Error[] = [];
  #seen = 0;

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error));
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  async isPressed(name: string): Promise<boolean> {
    const button = this.page.getByRole('button', { name, exact: true });
    return (await button.getAttribute('aria-pressed')) === 'true';
  }

  async send(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  async text(id: string): Promise<string> {
    return (await this.page.locator(`#${id}`).textContent()) ?? '';
  }

  status(): Promise<string> {
    return this.shown('client', '.word');
  }

  /** What a view says in the one place that the selector finds. */
  async shown(view: 'client' | 'peers', selector: string): Promise<string> {
    return (await this.page.locator(`#${view} ${selector}`).first().textContent()) ?? '';
  }

  /** What is written beside each message of the list, the newest first. */
  messages(): Promise<string[]> {
    return this.page.locator('#messages .message').allTextContents();
  }

  /** The rows of the client's record, the oldest first, from `mark()` on. */
  async log(): Promise<string[]> {
    return (await this.#rows('client')).slice(this.#seen);
  }

  /** Forgets the rows that are in the record now. */
  async mark(): Promise<void> {
    this.#seen = (await this.#rows('client')).length;
  }

  /** Resolves with the first row of the client's record with all of these words that comes within `timeout` ms. */
  async logged(words: readonly string[], timeout: number): Promise<string> {
    const find = async () => (await this.log()).find((row) => words.every((word) => row.includes(word)));
    await expect.poll(find, { timeout, interval: 50, message: words.join(' … ') }).toBeDefined();
    return (await find()) as string;
  }

  /** Resolves when the server's record has a row with these words. */
  async serverLogged(words: string, timeout: number): Promise<void> {
    const row = this.page.locator('#peers .record', { hasText: words }).first();
    await row.waitFor({ timeout });
  }

  /** Rejects when the status does not come within `timeout` ms. */
  reaches(status: string, timeout: number): Promise<void> {
    return this.page.locator(`#client .word:text-is("${status}")`).waitFor({ timeout });
  }

  /** Mends all that is broken, and starts anew with an open link and a count of 0. */
  async mend(): Promise<void> {
    await this.press('Flow (thaw)');
    await this.press('none');
    if (await this.isPressed('Silent server')) await this.press('Silent server');
    await expect.poll(() => this.isPressed('Restart 1012'), { timeout: SLACK + 2_000 }).toBe(false);
    await expect.poll(() => this.isPressed('Flow (thaw)')).toBe(true);
    await this.press('Reconnect');
    await this.reaches('Open', SLACK);
    await this.mark();
  }

  async #rows(view: string): Promise<string[]> {
    return (await this.page.locator(`#${view} .record`).allTextContents()).reverse();
  }
}
