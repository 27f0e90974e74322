import { deviceFaults, providerFaults } from './faults/device.ts';
import type { Faults } from './faults/fault.ts';
import { dialFaults, networkFaults } from './faults/network.ts';
import { serverFaults } from './faults/server.ts';

/** All that can go wrong in a world, by name. */
export const worldFaults: Faults = {
  ...networkFaults,
  ...dialFaults,
  ...deviceFaults,
  ...providerFaults,
  ...serverFaults,
};
