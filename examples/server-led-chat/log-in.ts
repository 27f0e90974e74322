import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readObject, sendJson, textOf } from '../shared/http.ts';
import type { Passes } from './passes.ts';

/** The house's password; the login page says it. */
const PASSWORD = 'open sesame';
/** Longest name, in characters. */
const MAX_NAME = 40;

/** Answers a login with a pass, or with 400 or 401. */
export async function logIn(
  request: IncomingMessage,
  response: ServerResponse,
  passes: Passes,
): Promise<void> {
  const { name: given, password } = (await readObject(request)) ?? {};
  const name = textOf(given, MAX_NAME);
  if (name === undefined) sendJson(response, 400, { error: `A name has 1 to ${MAX_NAME} characters.` });
  else if (!isSame(password, PASSWORD)) sendJson(response, 401, { error: 'This is not the password.' });
  else sendJson(response, 200, { name, pass: passes.issue(name) });
}

/** Takes the same time wherever the texts differ. */
function isSame(given: unknown, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(wanted));
}
