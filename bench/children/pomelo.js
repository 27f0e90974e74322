// @ts-check
/** CPU time of our codec and of pomelo-protocol per message of the traces, turn by turn in one process. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { built, root } from '../support/build.js';
import { input, report } from '../support/processes.js';

/** @type {{ rounds: number, count: number }} */
const { rounds, count } = input();
const interop = createRequire(new URL('interop/package.json', pathToFileURL(root)));

const { Package, Message } = interop('pomelo-protocol');
const { packagesOf, writePackage } = await import(built('dialects/pomelo/packages.js'));
const { readHead, writeHead } = await import(built('dialects/pomelo/messages.js'));
const { written } = await import(built('dialects/pomelo/byte-writer.js'));

const traces = [
  { name: 'request', type: 0, id: 1, route: 'connector.h.echo', body: '{"a":1}' },
  { name: 'response', type: 2, id: 1, route: '', body: '{"code":200,"echo":{"a":1}}' },
  { name: 'notify', type: 1, id: 0, route: 'connector.h.note', body: '{"n":1}' },
  { name: 'push', type: 3, id: 0, route: 'onChat', body: '{"msg":"hi"}' },
  { name: 'push by code', type: 3, id: 0, route: 6, body: '{"msg":"hi u1"}' },
];

/** Each from bytes to the body's bytes, or from the body's text to bytes: what pomelo and pinus do around their JSON. */
const codecs = {
  heartwire: {
    /** @param {ArrayBuffer} frame */
    decode(frame) {
      let bytes = 0;
      for (const { body } of packagesOf(frame)) {
        readHead(body);
        bytes += body.left;
      }
      return bytes;
    },
    /** @param {typeof traces[number]} message */
    encode: ({ type, id, route, body }) =>
      written((/** @type {any} */ writer) =>
        writePackage(writer, 4, () => {
          writeHead(writer, type, id, route);
          writer.text(body);
        }),
      ).length,
  },
  'pomelo-protocol': {
    /** @param {ArrayBuffer} frame */
    decode: (frame) => Message.decode(Package.decode(frame).body).body.length,
    /** @param {typeof traces[number]} message */
    encode: ({ type, id, route, body }) =>
      Package.encode(4, Message.encode(id, type, typeof route === 'number', route, Buffer.from(body))).length,
  },
};

const frames = traces.map(({ type, id, route, body }) => {
  const message = Message.encode(id, type, typeof route === 'number', route, Buffer.from(body));
  return Uint8Array.from(Package.encode(4, message)).buffer;
});

/**
 * @template T
 * @param {(input: T) => number} run
 * @param {readonly T[]} inputs
 */
function micros(run, inputs) {
  let sum = 0;
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1) {
    sum += run(/** @type {T} */ (inputs[index % inputs.length]));
  }
  const { user, system } = process.cpuUsage(before);
  if (sum === 0) throw new Error('Nothing was done.');
  return (user + system) / count;
}

/** @type {Record<keyof typeof codecs, { decode: number[], encode: number[] }>} */
const results = { heartwire: { decode: [], encode: [] }, 'pomelo-protocol': { decode: [], encode: [] } };
for (let round = -2; round < rounds; round += 1) {
  for (const name of /** @type {const} */ (['heartwire', 'pomelo-protocol'])) {
    const { decode, encode } = codecs[name];
    const took = { decode: micros(decode, frames), encode: micros(encode, traces) };
    // The first two are to warm up.
    if (round < 0) continue;
    results[name].decode.push(took.decode);
    results[name].encode.push(took.encode);
  }
}
report(results);
