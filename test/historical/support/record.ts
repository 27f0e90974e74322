import { type ConnectionEvents, eventNames } from '../../../src/connection-events.ts';
import type { Client, Scene } from './scene.ts';

/** Writes down all that a client says from now on. */
export function record(client: Client): Scene['told'] {
  const said: { readonly name: keyof ConnectionEvents; readonly event: unknown }[] = [];
  for (const name of eventNames) client.on(name, (event) => said.push({ name, event }));
  return ((name: keyof ConnectionEvents) =>
    said.filter((entry) => entry.name === name).map(({ event }) => event)) as Scene['told'];
}
