import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json, jsonEvent, jsonMode, jsonType, text } from '../../src/dialects/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { signalsOf } from './signals.ts';

const value = fc.jsonValue({ noUnicodeString: false });
const fields = fc.dictionary(fc.string(), value);
const named = (field: string, own: string) =>
  fc
    .tuple(
      fc.string().filter((name) => name !== own),
      fields,
    )
    .map(([name, rest]) => ({ ...rest, [field]: name }));

/** A dialect with any message that it can carry. */
const carried: Readonly<Record<string, readonly [Dialect<unknown, never>, fc.Arbitrary<unknown>]>> = {
  'text()': [text(), fc.string().filter((word) => word !== 'ok' && word !== 'heart_beat')],
  'json()': [json(), value],
  'jsonMode()': [jsonMode(), value],
  'jsonEvent()': [jsonEvent(), named('event', 'heartbeat').filter(({ event }) => event !== 'noAuth')],
  'jsonType()': [jsonType(), named('type', 'ping')],
};

/** What JSON makes of a value: −0 becomes 0. */
const overTheWire = (sent: unknown): unknown =>
  typeof sent === 'string' ? sent : JSON.parse(JSON.stringify(sent));

describe.each(Object.entries(carried))('%s', (_name, [dialect, messages]) => {
  it.each(['client', 'server'] as const)('carries any message to a %s, and nothing else', (role) => {
    fc.assert(
      fc.property(messages, (sent) => {
        const frame = dialect.write(sent as never) as Frame;
        expect(signalsOf(dialect.session(role), frame)).toEqual([['data', overTheWire(sent)]]);
      }),
    );
  });

  it('throws nothing but an Error on any frame', () => {
    const frames = fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array().map((bytes) => Uint8Array.from(bytes).buffer),
    );
    fc.assert(
      fc.property(frames, fc.constantFrom('client', 'server'), (frame, role) => {
        const session = dialect.session(role);
        session.ping?.();
        try {
          signalsOf(session, frame);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
