/** What an app of a world throws on purpose. */
export class AppFault extends Error {
  override name = 'AppFault';
}

type Report = (error: unknown) => void;
type Claim = (error: unknown) => boolean;

const claims = new Set<Claim>();
let original: PropertyDescriptor | undefined;

/**
 * Takes what is given to `reportError` until the returned function is called. `claim` says whether an error is its own; what
 * nobody claims goes where it would have gone without.
 */
export function watchReports(claim: Claim): () => void {
  if (claims.size === 0) {
    original = Object.getOwnPropertyDescriptor(globalThis, 'reportError');
    Object.defineProperty(globalThis, 'reportError', { value: report, configurable: true, writable: true });
  }
  claims.add(claim);
  return () => {
    if (!claims.delete(claim) || claims.size > 0) return;
    if (original) Object.defineProperty(globalThis, 'reportError', original);
    else Reflect.deleteProperty(globalThis, 'reportError');
  };
}

function report(error: unknown): void {
  if ([...claims].some((claim) => claim(error))) return;
  const platform: Report | undefined = original?.value;
  if (platform) platform(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
