import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A port at which the kernel no longer completes a connection: dials stay CONNECTING for ever, without an error. */
export interface FullAcceptQueue {
  readonly port: number;
  /** Ends the process behind it. */
  close(): Promise<void>;
}

const listener = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(server.address().port)));
`;

/** Stops a process that listens with a backlog of 1, so that it accepts no more, and fills its queue. Not for Windows. */
export async function fullAcceptQueue(): Promise<FullAcceptQueue> {
  const child = spawn(process.execPath, ['-e', listener], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [data] = await once(child.stdout, 'data');
  const port = Number(data);
  child.kill('SIGSTOP');
  let fillers: readonly Socket[] = [];
  const close = async (): Promise<void> => {
    for (const filler of fillers) filler.destroy();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  try {
    fillers = await fillAcceptQueue(port);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

/** Dials a port whose owner accepts no more until the kernel takes no more either; the sockets keep it so until they go. */
export async function fillAcceptQueue(port: number): Promise<readonly Socket[]> {
  const fillers: Socket[] = [];
  for (;;) {
    const filler = connect(port, '127.0.0.1').on('error', () => {});
    fillers.push(filler);
    if (!(await connects(filler))) return fillers;
    if (fillers.length > 16) {
      for (const each of fillers) each.destroy();
      throw new Error('the accept queue does not fill up');
    }
  }
}

/** Loopback connects within a millisecond, or not at all. */
function connects(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 300);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
