import type { FaultMode, FaultShape } from '../../src/testing/fault-proxy.ts';

/** A fault proxy in front of the control server, steered from a browser. */
export interface RemoteProxy {
  /** `ws://127.0.0.1:PORT`; the paths are those of the control server. */
  readonly url: string;
  mode(name: FaultMode): Promise<void>;
  /** Lets that many bytes per second pass, each way. */
  throttle(bytesPerSecond: number): Promise<void>;
  /** Sets one number of the shape in which bytes pass from now on. */
  shape(name: keyof FaultShape, value: number): Promise<void>;
  /** Cuts every connection with an RST. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a proxy of its own for the caller; `control` is the control server's URL. */
export async function remoteProxy(control: string): Promise<RemoteProxy> {
  const base = control.replace(/^ws/, 'http');
  const { id, url }: { id: string; url: string } = await (await order(`${base}/proxy`)).json();
  const act = async (action: string): Promise<void> => void (await order(`${base}/proxy/${id}/${action}`));
  const shape = (name: keyof FaultShape, value: number) => act(`${name}/${value}`);
  const throttle = (bytesPerSecond: number) => shape('throttle', bytesPerSecond);
  return { url, mode: act, throttle, shape, reset: () => act('reset'), close: () => act('close') };
}

/** Gives the control server an order; rejects where it does not obey. */
export async function order(url: string): Promise<Response> {
  const response = await fetch(url, { method: 'POST' });
  if (!response.ok) throw new Error(`the control server answered ${response.status} to POST ${url}`);
  return response;
}
