import { readPass, roomOfPage } from './pass.ts';
import { openRoom } from './room.ts';

const pass = readPass();
const room = roomOfPage();

if (pass) openRoom(pass, room);
else location.replace(`/login.html?${new URLSearchParams({ room })}`);
