import type { ProcessAction } from './process-control.ts';
import { order } from './remote-proxy.ts';

/** A server in a process of its own, steered from a browser. `url` is `ws://127.0.0.1:PORT`, the rest as in `ServerProcess`. */
export type RemoteProcess = { readonly url: string } & Readonly<Record<ProcessAction, () => Promise<void>>>;

/** Starts a process of its own for the caller; `control` is the control server's URL. */
export async function remoteProcess(control: string): Promise<RemoteProcess> {
  const base = control.replace(/^ws/, 'http');
  const { id, url }: { id: string; url: string } = await (await order(`${base}/process`)).json();
  const act = (action: ProcessAction) => async (): Promise<void> =>
    void (await order(`${base}/process/${id}/${action}`));
  return {
    url,
    start: act('start'),
    stop: act('stop'),
    resume: act('resume'),
    crowd: act('crowd'),
    kill: act('kill'),
    end: act('end'),
  };
}
