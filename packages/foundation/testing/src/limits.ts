/** Every bound of the virtual platform and the test helpers, by name. */

/** Bytes of the smallest unit that a virtual disk keeps or loses as a whole: a sector. */
export const sectorBytes = 512;

/** Unsynced units of a disk up to which crash enumeration tries every subset; beyond it draws samples. */
export const crashUnitsMaxDefault = 12;

/** Crash states drawn at one boundary beside all-lost and all-kept, where not every subset is tried. */
export const crashSamplesDefault = 32;

/** Events that one `runUntil` fires before it gives up: a condition that never comes true must not hang a test. */
export const eventsPerRunMax = 5_000_000;

/** Bytes queued in one direction of a virtual connection from which `write` answers false. */
export const virtualHighMarkBytes: number = 64 * 1024;

/** Bytes in one `data` call of a virtual connection. */
export const virtualChunkBytesMax: number = 16 * 1024;

/** First of the ports that a virtual host hands out for port 0; it goes up by one each time, to 65535. */
export const ephemeralPortFirst = 49_152;

/** Seeds that a property runs when the environment asks for nothing else. */
export const seedRunsDefault = 20;
