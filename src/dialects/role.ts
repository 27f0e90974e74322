import { OptionError } from '../errors.ts';

type Role = 'client' | 'server';

/**
 * Refuses a session of the end that a dialect is not made for: where both ends beat of their own accord, each has a dialect in which it leads.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_OPTION`, with the name of the dialect to take
 */
export function checkRole(role: Role, asked: Role, instead: string): void {
  if (role === asked) return;
  const rule = `is for a ${role}; a ${asked} needs ${instead}()`;
  throw new OptionError('ERR_HEARTWIRE_INVALID_OPTION', 'dialect', undefined, rule);
}
