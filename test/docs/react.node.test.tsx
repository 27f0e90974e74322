import { useSelector } from '@xstate/react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { type Connection, statusOf } from '../../src/index.ts';
import { textWorld } from '../support/world.ts';

/** As in the README, whose own component a test runs in a browser. */
function Status({ connection }: { readonly connection: Pick<Connection, 'actor'> }) {
  const status = useSelector(connection.actor, statusOf);
  const attempt = useSelector(connection.actor, ({ context }) => context.attempt);
  return (
    <output>
      {status} {attempt}
    </output>
  );
}

test('useSelector of @xstate/react selects the status, by its tag, and the attempt', async () => {
  const w = textWorld({ autoConnect: false, backoff: () => 1_000 });
  const shown = () => renderToStaticMarkup(<Status connection={w.connection} />);
  const seen = [shown()];
  w.connection.connect();
  seen.push(shown());
  await w.advance(100);
  seen.push(shown());
  w.transport.mode = 'refuse';
  w.peer.close(1011);
  await w.advance(10);
  seen.push(shown());
  await Promise.all([w.connection.close(), w.advance(10)]);
  seen.push(shown());
  expect(seen).toEqual(
    ['idle 0', 'connecting 0', 'open 0', 'backoff 1', 'closed 1'].map((text) => `<output>${text}</output>`),
  );
});
