import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type FaultMode,
  type FaultProxy,
  type FaultShape,
  faultProxy,
} from '../../src/testing/fault-proxy.ts';

/** Fault proxies that tests in a browser, which cannot open one themselves, order over HTTP. */
export interface ProxyControl {
  /**
   * `POST /proxy`: a new proxy, as JSON `{ id, url }`. `POST /proxy/ID/ACTION`: a mode of it, `reset` or `close`.
   * `POST /proxy/ID/SHAPE/N`: sets `delay`, `throttle`, `chunk` or `joinWrites` of `FaultShape` to N from now on.
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Closes every proxy that is still open. */
  close(): Promise<void>;
}

const MODES: readonly string[] = [
  'flow',
  'freeze',
  'freezeUp',
  'freezeDown',
  'hang',
  'refuse',
] satisfies FaultMode[];

const SHAPES: readonly string[] = ['delay', 'throttle', 'chunk', 'joinWrites'] satisfies (keyof FaultShape)[];

const isShape = (action: string): action is keyof FaultShape => SHAPES.includes(action);

/** Orders proxies in front of port `target` of the loopback interface. */
export function proxyControl(target: number): ProxyControl {
  const proxies = new Map<string, FaultProxy>();
  let count = 0;

  const create = async (): Promise<string> => {
    const proxy = await faultProxy({ target });
    const id = String(++count);
    proxies.set(id, proxy);
    return JSON.stringify({ id, url: `ws://127.0.0.1:${proxy.port}` });
  };

  const act = async (id: string, action: string, value?: string): Promise<boolean> => {
    const proxy = proxies.get(id);
    if (!proxy) return false;
    if (action === 'reset') proxy.reset();
    else if (isShape(action)) proxy[action] = Number(value);
    else if (action === 'close') {
      proxies.delete(id);
      await proxy.close();
    } else if (MODES.includes(action)) await proxy.mode(action as FaultMode);
    else return false;
    return true;
  };

  return {
    async handle(request, response) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      const [, root, id, action = '', value] = (request.url ?? '').split('/');
      const isOrder = request.method === 'POST' && root === 'proxy';
      if (isOrder && id === undefined) response.writeHead(201).end(await create());
      else if (isOrder && id !== undefined && (await act(id, action, value))) response.writeHead(204).end();
      else response.writeHead(404).end();
    },
    async close() {
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
      proxies.clear();
    },
  };
}
