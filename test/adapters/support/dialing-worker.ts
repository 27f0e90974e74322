import { browserTransport } from '../../../src/adapters/browser.ts';
import { browserEnvironment } from '../../../src/adapters/browser-environment.ts';

/** Dials the url that it is sent, echoes one message, then hears what the worker's scope says of the network. */
addEventListener('message', ({ data: url }) => {
  const environment = browserEnvironment();
  postMessage(`online ${environment.online}`);
  const attempt = {
    number: 0,
    cause: undefined,
    verdict: 'retry' as const,
    signal: new AbortController().signal,
  };
  const link = browserTransport().open(
    { url, protocols: [], attempt },
    {
      open: () => link.send('echoed from a worker'),
      frame: (data) => {
        postMessage(data);
        link.discard();
        const off = environment.subscribe((signal) => postMessage(signal));
        dispatchEvent(new Event('offline'));
        dispatchEvent(new Event('online'));
        off();
        dispatchEvent(new Event('offline'));
      },
      heard() {},
      close: (code) => postMessage(`closed with ${code}`),
      error: ({ message }) => postMessage(message),
    },
  );
});
