import type { Frame } from '../../../src/ports/transport.ts';
import type { Samples } from './samples.ts';

type Chance = () => number;
type Units = readonly number[];

const MOST_CUTS = 6;
const MOST_RANDOM = 64;
/** Bytes at which decoders turn: ends of ranges, of characters and of lines, and lengths that are all ones. */
const edges: Units = [
  0, 1, 9, 10, 13, 30, 31, 32, 34, 44, 48, 57, 58, 91, 92, 93, 123, 125, 127, 128, 192, 255,
];
const words = [
  ...['-1', '0', '1e999', '4294967295', '99999999', '9007199254740993', '0.0001'],
  ...['null', '{}', '[]', '"', '\\u0000', '\ud800', '\r\n', '\0', '\x1e', '__proto__', 'constructor'],
];
const hugeLengths: readonly Units[] = [
  [0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff],
  [0x80, 0x80, 0x80, 0x01],
  [0x7f, 0xff, 0xff],
  [0xff, 0xff, 0xff],
  [0x00, 0xff, 0xff],
];

export const below = (chance: Chance, bound: number): number => Math.floor(chance() * bound);

export function oneOf<T>(chance: Chance, list: readonly T[]): T {
  const found = list[below(chance, list.length)];
  if (found === undefined) throw new Error('nothing to draw from');
  return found;
}

/** Draws what one link hears next: one frame, or one that is spread over several. */
export function drawFrames(samples: Samples, chance: Chance): readonly Frame[] {
  const share = chance();
  if (share < 0.001) return [oneOf(chance, samples.nested)];
  if (share < 0.15) return [oneOf(chance, samples.known)];
  if (share < 0.35) return [oneOf(chance, samples.broken)];
  if (share < 0.5) return split(oneOf(chance, samples.known), chance);
  if (share < 0.55) return [announced(chance)];
  if (share < 0.65) return [noise(chance)];
  if (share < 0.7) return [otherKind(oneOf(chance, samples.known))];
  return [mutated(samples, chance)];
}

/** A known frame after one to four mutations of its bytes or characters. */
function mutated(samples: Samples, chance: Chance): Frame {
  let frame = oneOf(chance, samples.known);
  for (let count = 1 + below(chance, 4); count > 0; count--) {
    frame = rebuilt(frame, (units) => mutation(units, unitsOf(oneOf(chance, samples.known)), chance));
  }
  return frame;
}

function mutation(units: Units, others: Units, chance: Chance): Units {
  const at = below(chance, units.length + 1);
  const end = at + below(chance, Math.min(8, units.length - at + 1));
  const before = units.slice(0, at);
  switch (below(chance, 8)) {
    case 0:
      return before;
    case 1:
      return [...before, oneOf(chance, edges), ...units.slice(at + 1)];
    case 2:
      return [...before, (units[at] ?? 0) ^ (1 << below(chance, 8)), ...units.slice(at + 1)];
    case 3:
      return [...before, ...units.slice(end)];
    case 4:
      return [...units.slice(0, end), ...units.slice(at)];
    case 5:
      return [...before, ...unitsOf(oneOf(chance, words)), ...units.slice(end)];
    case 6:
      return [...before, ...oneOf(chance, hugeLengths), ...units.slice(end)];
    default:
      return [...before, ...others.slice(below(chance, others.length + 1))];
  }
}

/** The frame in up to seven pieces, as streams come. */
function split(frame: Frame, chance: Chance): readonly Frame[] {
  const units = unitsOf(frame);
  const cuts = Array.from({ length: 1 + below(chance, MOST_CUTS) }, () => below(chance, units.length + 1));
  const places = [0, ...cuts.sort((a, b) => a - b), units.length];
  return places.slice(1).map((end, index) => rebuilt(frame, () => units.slice(places[index], end)));
}

/** A type or flag, a length that promises more than anybody sends, and a little of it. */
function announced(chance: Chance): Frame {
  const rest = Array.from({ length: below(chance, 8) }, () => below(chance, 256));
  return Uint8Array.from([below(chance, 256), ...oneOf(chance, hugeLengths), ...rest]).buffer;
}

function noise(chance: Chance): Frame {
  const bytes = Uint8Array.from({ length: below(chance, MOST_RANDOM) }, () => below(chance, 256));
  return chance() < 0.5 ? bytes.buffer : String.fromCharCode(...bytes);
}

/** Text as binary, or binary as text. */
function otherKind(frame: Frame): Frame {
  if (typeof frame === 'string') return new TextEncoder().encode(frame).buffer;
  return String.fromCharCode(...unitsOf(frame));
}

/** Bytes of binary, code units of text; nothing of a `Blob`. */
function unitsOf(frame: Frame): Units {
  if (frame instanceof ArrayBuffer) return [...new Uint8Array(frame)];
  return typeof frame === 'string' ? Array.from(frame, (_, at) => frame.charCodeAt(at)) : [];
}

function rebuilt(frame: Frame, change: (units: Units) => Units): Frame {
  const units = change(unitsOf(frame));
  return typeof frame === 'string' ? textOf(units) : Uint8Array.from(units).buffer;
}

/** In pieces: a call takes only so many arguments. */
function textOf(units: Units): string {
  let text = '';
  for (let at = 0; at < units.length; at += 4_096)
    text += String.fromCharCode(...units.slice(at, at + 4_096));
  return text;
}
