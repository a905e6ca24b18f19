/** How keys and values become bytes and back. */

/** Turns a value into bytes; null stays null. What it throws fails the send with a `SerializationError`. */
export interface Serializer<Value> {
  serialize(value: Value, topic: string): Uint8Array | null;
}

/** Turns bytes into a value. `bytes` are a view that must not be kept. What it throws becomes a `DeserializationError`. */
export interface Deserializer<Value> {
  deserialize(bytes: Uint8Array | null, topic: string): Value;
}

/** Both directions. */
export interface Serde<Value> extends Serializer<Value>, Deserializer<Value> {}
