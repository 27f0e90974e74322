import fc from 'fast-check';
import { command } from '../command.ts';

/** The app wants no link any more. */
export const close = fc.constantFrom(undefined, 4_000).map((code) =>
  command({
    label: `close(${code ?? ''})`,
    believe: (model) => model.close(code),
    act: ({ connection }) => void connection.close(code),
  }),
);
