import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ServerProcess, serverProcess } from '../support/server-process.ts';

/** Servers in processes of their own that tests, those in a browser included, start, stop and kill over HTTP. */
export interface ProcessControl {
  /** `POST /process`: a new one, as JSON `{ id, url }`. `POST /process/ID/ACTION`: what `ServerProcess` can do. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends every process that is left. */
  close(): Promise<void>;
}

/** What can be done to a process. */
const ACTIONS = ['start', 'stop', 'resume', 'crowd', 'kill', 'end'] as const;

export type ProcessAction = (typeof ACTIONS)[number];

export function processControl(): ProcessControl {
  const processes = new Map<string, ServerProcess>();

  const create = async (): Promise<string> => {
    const made = await serverProcess();
    const id = String(processes.size + 1);
    processes.set(id, made);
    return JSON.stringify({ id, url: `ws://127.0.0.1:${made.port}` });
  };

  const act = async (id: string, name: string | undefined): Promise<boolean> => {
    const action = ACTIONS.find((each) => each === name);
    const found = processes.get(id);
    if (!action || !found) return false;
    await found[action]();
    return true;
  };

  return {
    async handle(request, response) {
      const [, , id, action] = (request.url ?? '').split('/');
      if (request.method !== 'POST') response.writeHead(404).end();
      else if (id === undefined) response.writeHead(201).end(await create());
      else response.writeHead((await act(id, action)) ? 204 : 404).end();
    },
    async close() {
      await Promise.all([...processes.values()].map((each) => each.end()));
    },
  };
}
