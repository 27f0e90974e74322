import type { DialectSession, DialectSignals } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';

/** What a session finds in a frame: one array a signal, its name and then what it was called with. */
export function signalsOf<In>(session: DialectSession<In>, frame: Frame): readonly (readonly unknown[])[] {
  const found: unknown[][] = [];
  const names = ['data', 'ping', 'pong', 'welcome', 'refuse', 'kick', 'reply', 'fail'] as const;
  const recorders = names.map((name) => [name, (...args: unknown[]) => void found.push([name, ...args])]);
  session.read(frame, Object.fromEntries(recorders) as DialectSignals<In>);
  return found;
}
