import { command } from '../command.ts';

/** The app wants a new link, at once. */
export const reconnect = command({
  label: 'reconnect()',
  believe: (model) => model.reconnect(),
  act: ({ connection }) => connection.reconnect(),
});
