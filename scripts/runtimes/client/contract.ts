import type { Transport } from 'heartwire';
import { transportContract } from 'heartwire/testing';
import { loopbackHarness } from '../../../test/adapters/support/loopback-harness.ts';
import { type Check, promise, type Section } from './section.ts';

/** The promises of the transport contract that apply to a transport, and more. */
export const contract = (
  transport: () => Transport,
  seesHttpStatus: boolean,
  more: readonly Check[] = [],
): Section => ({
  checks(control) {
    const harness = () => loopbackHarness(transport(), control, { seesHttpStatus });
    const applying = transportContract.filter(({ appliesTo }) => appliesTo(harness()));
    return [...applying.map(({ title, run }) => promise(title, async () => run(harness()))), ...more];
  },
});
