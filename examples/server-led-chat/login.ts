import { byId, setText } from '../shared/dom.ts';
import { keepPass, roomOfPage } from './pass.ts';

const field = (id: string) => byId(id, HTMLInputElement);

field('room').value = roomOfPage();
if (new URL(location.href).searchParams.has('expired')) complain('Your login does not hold any more.');

byId('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const name = field('name').value;
  const password = field('password').value;
  try {
    const response = await fetch('/login', { method: 'POST', body: JSON.stringify({ name, password }) });
    const answer = await response.json();
    if (!response.ok) return complain(answer.error);
    keepPass(answer);
    location.assign(`/?${new URLSearchParams({ room: field('room').value })}`);
  } catch {
    complain('The server cannot be reached.');
  }
});

function complain(problem: string): void {
  byId('problem').hidden = false;
  setText(byId('problem'), problem);
}
