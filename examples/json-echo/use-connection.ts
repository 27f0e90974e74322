import { type Connection, type ConnectionOptions, createConnection, type Status } from 'heartwire';
import { computed, onMounted, onUnmounted, ref } from 'vue';
import { wordsFor } from '../shared/words.ts';

/** How often a countdown moves, in ms. */
const TICK = 250;

/** A connection that lives as long as the component that uses it, and how it stands, as Vue sees it. */
export function useConnection<In, Out>(options: ConnectionOptions<In, Out>) {
  const connection: Connection<In, Out> = createConnection({ ...options, autoConnect: false });
  const status = ref<Status>(connection.status);
  const beats = ref(0);
  const links = ref(0);
  const now = ref(Date.now());

  // What a beat does to the status is over before it is seen; if not, the next tick shows it.
  connection.on('status', (change) => {
    if (change.status !== 'awaiting-pong') status.value = change.status;
  });
  connection.on('open', ({ link }) => {
    links.value = link;
  });
  connection.on('pong', () => {
    beats.value += 1;
  });

  onMounted(() => {
    connection.connect();
    const timer = setInterval(() => {
      now.value = Date.now();
      status.value = connection.status;
    }, TICK);
    onUnmounted(() => {
      clearInterval(timer);
      connection.close();
    });
  });

  const words = computed(() => {
    // Named, so that Vue asks again when one of them changes.
    void [status.value, beats.value];
    return wordsFor(connection, now.value);
  });
  return { connection, status, words, beats, links };
}
