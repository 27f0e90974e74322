import type { Page } from 'playwright';

/** How someone comes to a room. */
export interface Manner {
  /** Which button. Default `Join`. */
  readonly by?: 'Join' | 'Create';
  /** Default `swordfish`. */
  readonly password?: string;
  /** Whether the page's clock can be moved on. */
  readonly hasClock?: boolean;
  /** Whether the server is to refuse. */
  readonly isRefused?: boolean;
}

/** Fills in the form, and waits until the person is in the room, or is refused. */
export async function enter(
  page: Page,
  user: string,
  room: string,
  { by = 'Join', password = 'swordfish', isRefused = false }: Manner = {},
): Promise<void> {
  await page.getByLabel('Your name').fill(user);
  await page.getByLabel('Room').fill(room);
  await page.getByLabel('Its password').fill(password);
  const before = await page.locator('#problem').textContent();
  await page.getByRole('button', { name: by }).click();
  if (isRefused) await page.locator(`#problem:not(:text-is("${before}")):visible`).waitFor();
  else await page.locator('#inside').waitFor({ timeout: 20_000 });
}

/** Rejects when the page does not count so within `timeout` ms. */
export function counts(page: Page, text: string, timeout = 5_000): Promise<void> {
  return page.locator(`#count:text-is("${text}")`).waitFor({ timeout });
}

/** Who the page says is here. */
export function members(page: Page): Promise<string[]> {
  return page.locator('#members li').allTextContents();
}
