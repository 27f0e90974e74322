import { command } from '../command.ts';

/** The platform says that there is no network, which need not be true. */
export const goOffline = command({
  label: 'goOffline',
  believe: (model) => model.setOnline(false),
  act: ({ environment }) => environment.signal('offline'),
});
