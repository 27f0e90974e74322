import type { Page } from 'playwright';
import { expect } from 'vitest';

/** A row of the event log. */
export interface LogRow {
  readonly event: string;
  readonly text: string;
}

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
    return this.text('status-word');
  }

  /** What is written beside each message of the list, the newest first. */
  messages(): Promise<string[]> {
    return this.page.locator('#messages .message').allTextContents();
  }

  /** The log's rows, the oldest first, from `mark()` on. */
  async log(): Promise<LogRow[]> {
    return (await this.#rows()).slice(this.#seen);
  }

  /** Forgets the rows that are in the log now. */
  async mark(): Promise<void> {
    this.#seen = (await this.#rows()).length;
  }

  /** Resolves with the first row of this event, with this text, that comes within `timeout` ms. */
  async logged(event: string, text: string, timeout: number): Promise<LogRow> {
    const find = async () => (await this.log()).find((row) => row.event === event && row.text.includes(text));
    await expect.poll(find, { timeout, interval: 50, message: `${event} … ${text}` }).toBeDefined();
    return (await find()) as LogRow;
  }

  /** Rejects when the status does not come within `timeout` ms. */
  reaches(status: string, timeout: number): Promise<void> {
    return this.page.locator(`#status-word:text-is("${status}")`).waitFor({ timeout });
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

  async #rows(): Promise<LogRow[]> {
    const rows = await this.page.locator('#log li').evaluateAll((items) =>
      items.map((item) => ({
        event: item.getAttribute('data-event') ?? '',
        text: item.textContent ?? '',
      })),
    );
    return rows.reverse();
  }
}
