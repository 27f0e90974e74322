import { command } from '../command.ts';

/** The app doubts the link. */
export const probe = command({
  label: 'probe()',
  believe: (model) => model.probe(),
  act: (real) => real.probe(),
});
