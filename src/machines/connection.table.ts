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
 connect >dialing watchEnvironment numberLink *link +connectTimeout
 close >closed watchEnvironment ignoreEnvironment closeOutbox announceClosed
 reconnect >dialing watchEnvironment resetAttempts numberLink *link +connectTimeout
live.connecting.dialing connecting
 socket.opened ?needsHandshake >handshaking
 socket.opened >alive -connectTimeout startBeat flushOutbox announceOpen +stableAfter +pingInterval
 close >closed -connectTimeout !link ignoreEnvironment closeOutbox announceClosed
 page.restored >dialing -connectTimeout !link numberLink *link +connectTimeout
 reconnect >dialing -connectTimeout !link resetAttempts numberLink *link +connectTimeout
 after.connectTimeout >lost -connectTimeout !link recordConnectTimeout announceLost
 link.lost >lost -connectTimeout !link recordLoss announceLost
live.connecting.handshaking connecting
 handshake.completed >alive -connectTimeout takeTimes startBeat flushOutbox announceOpen +stableAfter +pingInterval
 close >closing -connectTimeout sendClose +closeTimeout
 page.restored >dialing -connectTimeout !link numberLink *link +connectTimeout
 reconnect >dialing -connectTimeout !link resetAttempts numberLink *link +connectTimeout
 after.connectTimeout >lost -connectTimeout !link recordConnectTimeout announceLost
 link.lost >lost -connectTimeout !link recordLoss announceLost
live.open.alive open
 probe,network.online,network.offline,page.woken ?canPing >awaitingPong -pingInterval armProbe sendPing +pongTimeout +keepAlive
 after.pingInterval ?isQuiet >awaitingPong -pingInterval armPong sendPing +pongTimeout +keepAlive
 after.pingInterval ?isOverdue >awaitingPong -pingInterval armDeadline +pongTimeout +keepAlive
 after.pingInterval ?isBeatDue >alive -pingInterval noteBeat sendPing +pingInterval
 after.pingInterval >alive -pingInterval +pingInterval
 close >closing -pingInterval -stableAfter sendClose +closeTimeout
 after.stableAfter resetAttempts
 link.lost >lost -pingInterval -stableAfter !link recordLoss announceLost
 page.restored >lost -pingInterval -stableAfter !link recordSuperseded announceLost
 reconnect >dialing -pingInterval -stableAfter !link recordSuperseded announceLost resetAttempts numberLink *link +connectTimeout
live.open.awaitingPong awaiting-pong
 peer.heard >alive -pongTimeout -keepAlive +pingInterval
 after.pongTimeout ?isLate >awaitingPong -pongTimeout -keepAlive armPongAgain sendPing +pongTimeout +keepAlive
 after.pongTimeout >lost -pongTimeout -keepAlive -stableAfter !link recordPongTimeout announceLost
 after.keepAlive >awaitingPong -pongTimeout -keepAlive noteBeat sendPing +pongTimeout +keepAlive
 close >closing -pongTimeout -keepAlive -stableAfter sendClose +closeTimeout
 after.stableAfter resetAttempts
 link.lost >lost -pongTimeout -keepAlive -stableAfter !link recordLoss announceLost
 page.restored >lost -pongTimeout -keepAlive -stableAfter !link recordSuperseded announceLost
 reconnect >dialing -pongTimeout -keepAlive -stableAfter !link recordSuperseded announceLost resetAttempts numberLink *link +connectTimeout
live.closing closing
 link.lost,page.restored,after.closeTimeout >closed -closeTimeout !link ignoreEnvironment closeOutbox announceClosed
 reconnect >dialing -closeTimeout !link recordSuperseded announceLost resetAttempts numberLink *link +connectTimeout
lost backoff
 reconnect >dialing resetAttempts numberLink *link +connectTimeout
 always ?isDone >closed ignoreEnvironment closeOutbox announceClosed
 always ?isFatal >failed ignoreEnvironment failOutbox announceFailed
 always ?isSuperseded >dialing numberLink *link +connectTimeout
 always ?isOffline >offline scheduleOfflineRetry +offlineRetry
 always ?isExhausted >failed ignoreEnvironment failOutbox announceFailed
 always >backoff scheduleRetry announceRetry +backoffDelay
backoff backoff
 close >closed -backoffDelay ignoreEnvironment closeOutbox announceClosed
 network.online >backoff -backoffDelay scheduleSoon announceRetry +backoffDelay
 network.offline ?isOffline >offline -backoffDelay scheduleOfflineRetry +offlineRetry
 page.woken >backoff -backoffDelay scheduleSoon announceRetry +backoffDelay
 page.restored,after.backoffDelay >dialing -backoffDelay numberLink *link +connectTimeout
 reconnect >dialing -backoffDelay resetAttempts numberLink *link +connectTimeout
offline offline
 close >closed -offlineRetry ignoreEnvironment closeOutbox announceClosed
 network.online >backoff -offlineRetry scheduleSoon announceRetry +backoffDelay
 page.restored,after.offlineRetry >dialing -offlineRetry numberLink *link +connectTimeout
 reconnect >dialing -offlineRetry resetAttempts numberLink *link +connectTimeout
closed closed
 connect,reconnect >dialing watchEnvironment resetAttempts numberLink *link +connectTimeout
failed failed
 reconnect >dialing watchEnvironment resetAttempts numberLink *link +connectTimeout
`);
