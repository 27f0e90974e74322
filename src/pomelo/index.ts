export * from '../dialects/pomelo.ts';
export { createPomeloClient, type PomeloClient, type RequestOptions } from './client.ts';
export type { PomeloConnectionOptions } from './options.ts';
export type { PomeloRoutes } from './routes.ts';
export {
  kick,
  type PomeloHandler,
  type PomeloHandlers,
  type PomeloPeer,
  type PomeloSupervisor,
  servePomelo,
} from './serve.ts';
