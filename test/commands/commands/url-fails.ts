import { command } from '../command.ts';

/** What gives the url rejects from now on: no token is to be had. */
export const urlFails = command({
  label: 'url() rejects',
  believe(model) {
    model.isUrlMissing = true;
  },
  act({ provider }) {
    provider.isBroken = true;
  },
});
