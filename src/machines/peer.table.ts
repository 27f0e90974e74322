import { tableOf } from './table.ts';

/** The chart of `peer.ts`, flattened. Written by `npm run tables`. */
export const peerTable = /* @__PURE__ */ tableOf(`
peer
+handshakeTimeout connected.handshaking
+authenticationTimeout connected.authenticating
+pingInterval connected.open.alive
+pongTimeout connected.open.awaitingPong
+closeTimeout draining
>handshaking +handshakeTimeout
connected.handshaking handshaking
 handshake.completed >authenticating -handshakeTimeout takeTimes +authenticationTimeout
 after.handshakeTimeout >gone -handshakeTimeout recordHandshakeTimeout announceLost terminate announceGone
 close >draining -handshakeTimeout recordCause sendClose +closeTimeout
 terminate >gone -handshakeTimeout recordCause terminate announceGone
 peer.refused >draining -handshakeTimeout recordCause announceLost sendClose +closeTimeout
 peer.lost >gone -handshakeTimeout recordCause announceLost terminate announceGone
 socket.closed >gone -handshakeTimeout recordCause terminate announceGone
 always ?needsNoHandshake >authenticating -handshakeTimeout +authenticationTimeout
connected.authenticating handshaking
 peer.authenticated >alive -authenticationTimeout drawPhase announcePeer +pingInterval
 after.authenticationTimeout >draining -authenticationTimeout recordAuthenticationTimeout announceLost sendClose +closeTimeout
 close >draining -authenticationTimeout recordCause sendClose +closeTimeout
 terminate >gone -authenticationTimeout recordCause terminate announceGone
 peer.refused >draining -authenticationTimeout recordCause announceLost sendClose +closeTimeout
 peer.lost >gone -authenticationTimeout recordCause announceLost terminate announceGone
 socket.closed >gone -authenticationTimeout recordCause terminate announceGone
 always ?needsNoAuthentication >alive -authenticationTimeout drawPhase announcePeer +pingInterval
connected.open.alive alive
 after.pingInterval ?isQuiet >awaitingPong -pingInterval armPong sendPing +pongTimeout
 after.pingInterval >alive -pingInterval +pingInterval
 close >draining -pingInterval recordCause sendClose +closeTimeout
 terminate >gone -pingInterval recordCause terminate announceGone
 peer.refused >draining -pingInterval recordCause announceLost sendClose +closeTimeout
 peer.lost >gone -pingInterval recordCause announceLost terminate announceGone
 socket.closed >gone -pingInterval recordCause terminate announceGone
connected.open.awaitingPong awaiting-pong
 peer.heard >alive -pongTimeout +pingInterval
 after.pongTimeout ?isLate >awaitingPong -pongTimeout armPongAgain sendPing +pongTimeout
 after.pongTimeout >gone -pongTimeout recordPongTimeout announceLost terminate announceGone
 close >draining -pongTimeout recordCause sendClose +closeTimeout
 terminate >gone -pongTimeout recordCause terminate announceGone
 peer.refused >draining -pongTimeout recordCause announceLost sendClose +closeTimeout
 peer.lost >gone -pongTimeout recordCause announceLost terminate announceGone
 socket.closed >gone -pongTimeout recordCause terminate announceGone
draining draining
 socket.closed,peer.lost,terminate,after.closeTimeout >gone -closeTimeout terminate announceGone
gone gone
`);
