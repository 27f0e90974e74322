import type { Environment } from '../../ports/environment.ts';
import { SECRET } from './secrets.ts';

/** What one attempt's url provider does. */
export type Provision = 'at once' | 'late' | 'never' | 'throws' | 'no url';

/** How late a late url is, in ms. */
const LATE = 700;

/** Gives a url full of credentials, or fails as told. */
export async function provideUrl(provision: Provision, { setTimeout }: Environment): Promise<string> {
  if (provision === 'throws') throw new Error(`no token: ${SECRET}`);
  if (provision === 'no url') return `not a url ${SECRET}`;
  if (provision === 'never') await new Promise(() => {});
  if (provision === 'late') await new Promise<void>((resolve) => setTimeout(resolve, LATE));
  return `wss://user:${SECRET}@server.test/path?token=${SECRET}`;
}
