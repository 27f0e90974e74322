import { command } from '../command.ts';

/** The page comes back from the bfcache, in which its sockets do not live. */
export const pageRestored = command({
  label: 'page restored',
  believe: (model) => model.restorePage(),
  act: ({ environment }) => environment.signal('restored'),
});
