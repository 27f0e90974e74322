import { describe, expect, it } from 'vitest';
import * as dialects from '../../src/dialects/index.ts';
import { text } from '../../src/dialects/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { type DialectHarness, runDialectContract } from '../../src/testing/dialect-contract.ts';
import { axes, plain } from './harness-parts.ts';
import { harnesses } from './harnesses.ts';

describe.each(Object.entries(harnesses))('the dialect %s', (_name, harness) => {
  runDialectContract(harness, { test: it });
});

it('has a row for every dialect of the index', () => {
  const rows = Object.keys(harnesses).join();
  expect(Object.keys(dialects).filter((name) => !rows.includes(`${name}(`))).toEqual(['mqttConnect']);
});

describe('the dialect contract', () => {
  const good: DialectHarness = { ...plain, dialect: text(), axes };
  const broken: Readonly<Record<string, { dialect: Partial<Dialect<unknown, never>>; fault: RegExp }>> = {
    'does not beat as it says': {
      dialect: { beat: { leads: 'server', life: 'any' } },
      fault: /the axes: got/,
    },
    'throws a string from read': {
      dialect: {
        session: throwing('oops', (frame) => frame instanceof ArrayBuffer && frame.byteLength === 0),
      },
      fault: /read\(\) threw oops, which is no Error/,
    },
    'swallows messages': {
      dialect: { session: (role) => ({ ...(role === 'client' && { ping: () => 'p' }), read: () => {} }) },
      fault: /the signals of ping 1: got \[\]/,
    },
    'answers later': {
      dialect: { session: (role) => ({ ...text().session(role), read: (async () => {}) as () => void }) },
      fault: /read\(\) returned/,
    },
    'lets one link change another': {
      dialect: { session: sharedCounter() },
      fault: /what a second client reads/,
    },
    'writes anything': {
      dialect: { write: (message) => (ArrayBuffer.isView(message) ? text().write(message) : message) },
      fault: /undefined gave undefined/,
    },
    'pollutes the prototype of all objects': {
      dialect: {
        session: (role) => ({
          ...text().session(role),
          read(frame, signals) {
            text().session(role).read(frame, signals);
            if (frame === '{') Object.assign(Object.prototype, { polluted: true });
          },
        }),
      },
      fault: /the keys of Object.prototype/,
    },
    'invents a verdict': { dialect: { verdict: () => 'again' as 'retry' }, fault: /again on 1000/ },
  };

  it.each(Object.entries(broken))('finds a dialect that %s', async (_name, { dialect, fault }) => {
    const checked = runDialectContract({ ...good, frames: ['{}'], dialect: { ...text(), ...dialect } });
    await expect(checked.finally(() => Reflect.deleteProperty(Object.prototype, 'polluted'))).rejects.toThrow(
      fault,
    );
  });
});

function throwing(thrown: unknown, isCue: (frame: Frame) => boolean): Dialect<unknown, never>['session'] {
  return (role) => ({
    ...text().session(role),
    read(frame, signals) {
      if (isCue(frame)) throw thrown;
      text().session(role).read(frame, signals);
    },
  });
}

function sharedCounter(): Dialect<unknown, never>['session'] {
  let frames = 0;
  return (role) => ({
    ...text().session(role),
    read(frame, signals) {
      if (frame === 'heart_beat' || frame === 'ok') text().session(role).read(frame, signals);
      else if (frame === '{}') signals.data(frames++);
      else signals.data(frame);
    },
  });
}
