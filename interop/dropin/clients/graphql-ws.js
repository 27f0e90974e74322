// @ts-check
import { createRequire } from 'node:module';
import { createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { webServer } from '../web-server.js';

// As graphql-ws loads it: Vite would take the other of its two copies, and graphql refuses to be there twice.
/** @type {typeof import('graphql')} */
const { GraphQLInt, GraphQLObjectType, GraphQLSchema } = createRequire(import.meta.url)('graphql');

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'graphql-ws',
  mode: 'single link',
  underWay: { seen: 'once', runs: 2 },
  beat: { ping: '{"type":"ping"}', pong: '{"type":"pong"}' },
  serve: (desk, port) =>
    webServer(port, (server) => useServer({ schema: schemaOf(desk) }, new WebSocketServer({ server }))),
  connect(url, Socket, heard) {
    const client = createClient({
      url,
      webSocketImpl: Socket,
      lazy: false,
      retryAttempts: Infinity,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 40)),
      shouldRetry: () => true,
    });
    return {
      unit: (n) =>
        new Promise((complete, error) => {
          /** @param {{ readonly data?: { readonly unit: number } | null }} result */
          const next = ({ data }) => data && heard(data.unit);
          client.subscribe(
            { query: `mutation { unit(n: ${n}) }` },
            { next, error, complete: () => complete(n) },
          );
        }),
      close: () => client.dispose(),
    };
  },
};

/** @param {import('../row.ts').Desk} desk */
function schemaOf(desk) {
  const unit = {
    type: GraphQLInt,
    args: { n: { type: GraphQLInt } },
    resolve: (/** @type {unknown} */ _, /** @type {{ n: number }} */ { n }) => desk.do(n),
  };
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { unit } }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: { unit } }),
  });
}
