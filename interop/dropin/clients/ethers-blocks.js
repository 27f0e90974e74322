// @ts-check
import { Network, WebSocketProvider } from 'ethers';
import { jsonRpcNode } from '../json-rpc-node.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'ethers with subscriptions',
  mode: 'whole',
  // The node tells of it when it is done, whoever asked for it.
  underWay: { seen: 'once', runs: 1 },
  serve: jsonRpcNode,
  connect(url, Socket, heard) {
    const socket = new Socket(url);
    const provider = new WebSocketProvider(socket, Network.from(1));
    let isReopened = false;
    socket.addEventListener('open', () => {
      // The node forgets subscriptions with their link.
      if (isReopened) provider._forEachSubscriber((subscriber) => subscriber.start());
      isReopened = true;
    });
    provider.on('block', heard);
    return { unit: (n) => provider.send('unit', [n]), close: () => provider.destroy() };
  },
};
