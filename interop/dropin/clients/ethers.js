// @ts-check
import { Network, WebSocketProvider } from 'ethers';
import { jsonRpcNode } from '../json-rpc-node.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'ethers',
  mode: 'whole',
  underWay: { seen: 'nothing', runs: 1 },
  serve: jsonRpcNode,
  connect(url, Socket, heard) {
    const provider = new WebSocketProvider(new Socket(url), Network.from(1));
    return { unit: async (n) => heard(await provider.send('unit', [n])), close: () => provider.destroy() };
  },
};
