import { Worker, type WorkerOptions } from 'node:worker_threads';

/** What a worker is given; it writes to `at`, as numbers, where it is. */
interface Watched {
  readonly at: SharedArrayBuffer;
}

/** Runs a worker until it ends. One that stays at the same place for `patience` ms is in a loop: it is ended, and its place is the answer. */
export function watch(
  file: string,
  workerData: Watched,
  heard: (message: unknown) => void,
  patience: number,
  options: WorkerOptions = {},
): Promise<number[] | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { ...options, workerData });
    const place = new Float64Array(workerData.at);
    let last = '';
    let since = performance.now();
    let stuck: number[] | undefined;
    const timer = setInterval(() => {
      const now = place.join();
      if (now !== last) since = performance.now();
      last = now;
      if (stuck || performance.now() - since < patience) return;
      stuck = [...place];
      worker.terminate();
    }, 50);
    worker.on('message', heard);
    worker.on('error', reject);
    worker.on('exit', () => {
      clearInterval(timer);
      resolve(stuck);
    });
  });
}
