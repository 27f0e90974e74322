import { tableOf } from './table.ts';

/** The chart of `connection.ts`, flattened. Written by `npm run tables`. */
export const connectionTable = /* @__PURE__ */ tableOf(`
connection
+connectTimeout live.connecting
+stableAfter live.open
+pingInterval live.open.alive
+pongTimeout live.open.awaitingPong
+keepAlive live.open.awaitingPong
+closeTimeout live.closing
+backoffDelay backoff
+offlineRetry offline
>idle
idle idle
 connect >live.connecting.dialing watchEnvironment numberLink *link +connectTimeout
 close >closed watchEnvironment ignoreEnvironment closeOutbox announceClosed
 reconnect >live.connecting.dialing watchEnvironment resetAttempts numberLink *link +connectTimeout
live.connecting.dialing connecting
 socket.opened ?needsHandshake >live.connecting.handshaking
 socket.opened >live.open.alive -connectTimeout startBeat flushOutbox announceOpen +stableAfter +pingInterval
 close >closed -connectTimeout !link ignoreEnvironment closeOutbox announceClosed
 page.restored >live.connecting.dialing -connectTimeout !link numberLink *link +connectTimeout
 reconnect >live.connecting.dialing -connectTimeout !link resetAttempts numberLink *link +connectTimeout
 after.connectTimeout >lost -connectTimeout !link recordConnectTimeout announceLost
 link.lost >lost -connectTimeout !link recordLoss announceLost
live.connecting.handshaking connecting
 handshake.completed >live.open.alive -connectTimeout takeTimes startBeat flushOutbox announceOpen +stableAfter +pingInterval
 close >live.closing -connectTimeout sendClose +closeTimeout
 page.restored >live.connecting.dialing -connectTimeout !link numberLink *link +connectTimeout
 reconnect >live.connecting.dialing -connectTimeout !link resetAttempts numberLink *link +connectTimeout
 after.connectTimeout >lost -connectTimeout !link recordConnectTimeout announceLost
 link.lost >lost -connectTimeout !link recordLoss announceLost
live.open.alive open
 probe ?canPing >live.open.awaitingPong -pingInterval armProbe sendPing +pongTimeout +keepAlive
 network.online ?canPing >live.open.awaitingPong -pingInterval armProbe sendPing +pongTimeout +keepAlive
 network.offline ?canPing >live.open.awaitingPong -pingInterval armProbe sendPing +pongTimeout +keepAlive
 page.woken ?canPing >live.open.awaitingPong -pingInterval armProbe sendPing +pongTimeout +keepAlive
 after.pingInterval ?isQuiet >live.open.awaitingPong -pingInterval armPong sendPing +pongTimeout +keepAlive
 after.pingInterval ?isOverdue >live.open.awaitingPong -pingInterval armDeadline +pongTimeout +keepAlive
 after.pingInterval ?isBeatDue >live.open.alive -pingInterval noteBeat sendPing +pingInterval
 after.pingInterval >live.open.alive -pingInterval +pingInterval
 close >live.closing -pingInterval -stableAfter sendClose +closeTimeout
 after.stableAfter resetAttempts
 link.lost >lost -pingInterval -stableAfter !link recordLoss announceLost
 page.restored >lost -pingInterval -stableAfter !link recordSuperseded announceLost
 reconnect >live.connecting.dialing -pingInterval -stableAfter !link recordSuperseded announceLost resetAttempts numberLink *link +connectTimeout
live.open.awaitingPong awaiting-pong
 peer.heard >live.open.alive -pongTimeout -keepAlive +pingInterval
 after.pongTimeout ?isLate >live.open.awaitingPong -pongTimeout -keepAlive armPongAgain sendPing +pongTimeout +keepAlive
 after.pongTimeout >lost -pongTimeout -keepAlive -stableAfter !link recordPongTimeout announceLost
 after.keepAlive >live.open.awaitingPong -pongTimeout -keepAlive noteBeat sendPing +pongTimeout +keepAlive
 close >live.closing -pongTimeout -keepAlive -stableAfter sendClose +closeTimeout
 after.stableAfter resetAttempts
 link.lost >lost -pongTimeout -keepAlive -stableAfter !link recordLoss announceLost
 page.restored >lost -pongTimeout -keepAlive -stableAfter !link recordSuperseded announceLost
 reconnect >live.connecting.dialing -pongTimeout -keepAlive -stableAfter !link recordSuperseded announceLost resetAttempts numberLink *link +connectTimeout
live.closing closing
 link.lost >closed -closeTimeout !link ignoreEnvironment closeOutbox announceClosed
 page.restored >closed -closeTimeout !link ignoreEnvironment closeOutbox announceClosed
 after.closeTimeout >closed -closeTimeout !link ignoreEnvironment closeOutbox announceClosed
 reconnect >live.connecting.dialing -closeTimeout !link recordSuperseded announceLost resetAttempts numberLink *link +connectTimeout
lost backoff
 reconnect >live.connecting.dialing resetAttempts numberLink *link +connectTimeout
 always ?isDone >closed ignoreEnvironment closeOutbox announceClosed
 always ?isFatal >failed ignoreEnvironment failOutbox announceFailed
 always ?isSuperseded >live.connecting.dialing numberLink *link +connectTimeout
 always ?isOffline >offline scheduleOfflineRetry +offlineRetry
 always ?isExhausted >failed ignoreEnvironment failOutbox announceFailed
 always >backoff scheduleRetry announceRetry +backoffDelay
backoff backoff
 close >closed -backoffDelay ignoreEnvironment closeOutbox announceClosed
 network.online >backoff -backoffDelay scheduleSoon announceRetry +backoffDelay
 network.offline ?isOffline >offline -backoffDelay scheduleOfflineRetry +offlineRetry
 page.woken >backoff -backoffDelay scheduleSoon announceRetry +backoffDelay
 page.restored >live.connecting.dialing -backoffDelay numberLink *link +connectTimeout
 after.backoffDelay >live.connecting.dialing -backoffDelay numberLink *link +connectTimeout
 reconnect >live.connecting.dialing -backoffDelay resetAttempts numberLink *link +connectTimeout
offline offline
 close >closed -offlineRetry ignoreEnvironment closeOutbox announceClosed
 network.online >backoff -offlineRetry scheduleSoon announceRetry +backoffDelay
 page.restored >live.connecting.dialing -offlineRetry numberLink *link +connectTimeout
 after.offlineRetry >live.connecting.dialing -offlineRetry numberLink *link +connectTimeout
 reconnect >live.connecting.dialing -offlineRetry resetAttempts numberLink *link +connectTimeout
closed closed
 connect >live.connecting.dialing watchEnvironment resetAttempts numberLink *link +connectTimeout
 reconnect >live.connecting.dialing watchEnvironment resetAttempts numberLink *link +connectTimeout
failed failed
 reconnect >live.connecting.dialing watchEnvironment resetAttempts numberLink *link +connectTimeout
`);
