/**
 * One promise of a port, to be run on each implementation. Needs no test runner: `run` throws, or rejects, where the promise
 * is broken.
 */
export interface ContractCase<Harness> {
  /** A sentence of the port's specification. */
  readonly title: string;
  /** Whether the promise is one that this implementation makes, by what its harness declares. Absent: every one does. */
  readonly appliesTo?: (harness: Harness) => boolean;
  readonly run: (harness: Harness) => void | Promise<void>;
}

/** Throws an error that says `fault` unless `holds`. */
export function ensure(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new Error(fault);
}

/** Throws an error that names `what` and shows both values unless they are the same: JSON and binary by value. */
export function ensureSame(what: string, actual: unknown, expected: unknown): void {
  ensure(isSame(actual, expected), `${what}: got ${shown(actual)} where ${shown(expected)} was due`);
}

/** A value for a message of a failed case: cut, and never a throw. */
export function shown(value: unknown): string {
  try {
    return (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 200);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function isSame(actual: unknown, expected: unknown): boolean {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) return false;
  const [left, right] = [comparable(actual), comparable(expected)];
  const keys = Object.keys(left);
  return (
    Array.isArray(actual) === Array.isArray(expected) &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
  );
}

/** Binary is compared by its bytes, whatever holds them. */
function comparable(value: object): Readonly<Record<string, unknown>> {
  const bytes = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : value instanceof ArrayBuffer && new Uint8Array(value);
  return bytes ? { bytes: bytes.join() } : { ...value };
}
