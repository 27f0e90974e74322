import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** What is kept of a password: salt and key, which nobody can turn back. */
export async function hashOf(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return Buffer.concat([salt, await derive(password, salt, KEY_BYTES)]).toString('base64');
}

/** Whether this is the password that the hash was made of; takes the same time either way. */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  const bytes = Buffer.from(hash, 'base64');
  const key = await derive(password, bytes.subarray(0, SALT_BYTES), KEY_BYTES);
  return timingSafeEqual(key, bytes.subarray(SALT_BYTES));
}
