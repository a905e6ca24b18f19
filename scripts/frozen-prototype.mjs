/**
 * A set-up file of the tests: whatever in the product or under it writes to the prototype of all objects, or relies on writing over
 * what stands there, throws (FAULT-159).
 */
Object.freeze(Object.prototype);
