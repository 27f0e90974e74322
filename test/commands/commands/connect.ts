import { command } from '../command.ts';

/** The app starts an idle or closed connection. */
export const connect = command({
  label: 'connect()',
  believe: (model) => model.connect(),
  act: ({ connection }) => connection.connect(),
});
