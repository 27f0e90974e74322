import { command } from '../command.ts';

/** What gives the url gives it again. */
export const urlWorks = command({
  label: 'url() resolves',
  believe(model) {
    model.isUrlMissing = false;
  },
  act({ provider }) {
    provider.isBroken = false;
  },
});
