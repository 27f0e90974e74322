import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeartwireError } from '../../../src/errors.ts';
import { pomeloHarnesses } from './harnesses.ts';
import { packaged } from './support/bytes.ts';
import { heard } from './support/sessions.ts';

const RUNS = 20_000;

const bytes = fc.uint8Array({ maxLength: 40 });
const json = fc.json({ maxDepth: 3 }).map((text) => new TextEncoder().encode(text));

/** A message with a head that is likely to be one: all flags, ids of any length, routes and codes that there are, and bodies of any kind. */
const message = fc
  .tuple(
    fc.nat({ max: 63 }),
    fc.constantFrom([], [1], [0xac, 2], [0xff, 0xff, 0xff, 0xff, 0x7f]),
    fc.constantFrom(
      [],
      [0, 1],
      [0, 2],
      [3, 0x61, 0x2e, 0x62],
      [6, 0x6f, 0x6e, 0x55, 0x73, 0x65, 0x72],
      [255, 1],
    ),
    fc.oneof(bytes, json, fc.constant(Uint8Array.of(0x78, 0x9c, 3, 0, 0, 0, 0, 1))),
  )
  .map(([flag, id, route, body]) => Uint8Array.of(flag, ...id, ...route, ...body));

const handshake = fc
  .record({
    code: fc.oneof(fc.constantFrom(200, 500, 501), fc.jsonValue()),
    sys: fc.oneof(
      fc.record({
        heartbeat: fc.jsonValue(),
        dict: fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'a', 'b'), fc.jsonValue()),
        protos: fc.record({
          server: fc.dictionary(fc.constantFrom('__proto__', 'a', 'message T'), fc.jsonValue()),
          client: fc.jsonValue(),
          version: fc.jsonValue(),
        }),
        useDict: fc.jsonValue(),
      }),
      fc.jsonValue(),
    ),
    user: fc.jsonValue(),
  })
  .map((body) => new TextEncoder().encode(JSON.stringify(body)));

const part = fc.oneof(
  fc.tuple(fc.constant(4), message),
  fc.tuple(fc.constantFrom(1), handshake),
  fc.tuple(fc.nat({ max: 7 }), fc.oneof(bytes, json)),
);

/** Packages in one frame, whole or cut, or with a byte that is another. */
const frames = fc
  .tuple(
    fc.array(part, { minLength: 1, maxLength: 4 }),
    fc.nat(),
    fc.nat({ max: 255 }),
    fc.constantFrom('whole', 'cut', 'bent'),
  )
  .map(([parts, place, value, way]) => {
    const whole = Uint8Array.from(parts.flatMap(([type, body]) => [...new Uint8Array(packaged(type, body))]));
    const at = place % (whole.length + 1);
    if (way === 'cut') return whole.slice(0, at).buffer;
    if (way === 'bent' && at < whole.length) whole[at] = value;
    return whole.buffer;
  });

describe.each(Object.entries(pomeloHarnesses))('the dialect %s', (_name, { dialect, roles }) => {
  test(`reads or refuses ${(RUNS / 4).toLocaleString('en')} frames that are nearly right, and throws nothing but its own error`, () => {
    const keys = Reflect.ownKeys(Object.prototype);
    const refused = { count: 0 };
    fc.assert(
      fc.property(frames, fc.constantFrom(...roles), (frame, role) => {
        const session = heard(dialect.session(role));
        for (let again = 0; again < 2; again += 1) {
          try {
            session.read(frame);
          } catch (error) {
            refused.count += 1;
            if (!(error instanceof HeartwireError)) throw error;
            expect(error.code).toBe('ERR_HEARTWIRE_BAD_FRAME');
          }
        }
      }),
      { numRuns: RUNS / 4 },
    );
    expect(Reflect.ownKeys(Object.prototype)).toEqual(keys);
    expect(refused.count).toBeGreaterThan(RUNS / 40);
  }, 60_000);
});

describe('a frame', () => {
  test.each([
    ['a package that says it is long', '04ffffff'],
    ['a count of values that are not there', '0400000c07000212ffffffff0f000000'],
    ['a number without an end', `0400ffff00${'80'.repeat(0xfffe)}`],
  ])('with %s is refused in the memory that it takes', (_name, hex) => {
    const [, row] = Object.entries(pomeloHarnesses)[2] ?? [];
    const frame = Uint8Array.from(Buffer.from(hex, 'hex')).buffer;
    const session = heard((row as NonNullable<typeof row>).dialect.session('client'));
    const before = process.memoryUsage();
    const start = performance.now();
    expect(() => session.read(frame)).toThrow(expect.objectContaining({ code: 'ERR_HEARTWIRE_BAD_FRAME' }));
    const after = process.memoryUsage();
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(
      4_000_000,
    );
  });
});
