// @ts-check
/** A real graphql-ws server. Options: `port`, `keepAlive` in ms (control frames), `initTimeout` in ms. */
import { createServer } from 'node:http';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { options, say } from './parent.js';

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { hello: { type: GraphQLString, resolve: () => 'world' } },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      count: {
        type: GraphQLString,
        async *subscribe() {
          for (let n = 0; n < 3; n += 1) yield { count: String(n) };
        },
      },
    },
  }),
});

const http = createServer();
const wss = new WebSocketServer({ server: http });
useServer(
  {
    schema,
    connectionInitWaitTimeout: options.initTimeout ?? 3_000,
    onConnect: ({ connectionParams }) => connectionParams?.token !== 'bad',
    onPing: () => say('ping'),
    onPong: () => say('pong'),
    onClose: (_, code, reason) => say('gone', { code, reason }),
  },
  wss,
  options.keepAlive,
);
wss.on('connection', (socket) => {
  say('client', socket.protocol);
});
http.listen(options.port, '127.0.0.1', () => say('up', options.port));
