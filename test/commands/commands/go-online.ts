import { command } from '../command.ts';

/** The platform says that there is a network, which need not be true. */
export const goOnline = command({
  label: 'goOnline',
  believe: (model) => model.setOnline(true),
  act: ({ environment }) => environment.signal('online'),
});
