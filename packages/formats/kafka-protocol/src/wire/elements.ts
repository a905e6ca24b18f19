/** Reading and writing of array elements that are primitives, as functions to hand to `Reader.array` and `Writer.array`. */
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export const readInt8 = (reader: Reader): number => reader.int8();
export const readInt16 = (reader: Reader): number => reader.int16();
export const readInt32 = (reader: Reader): number => reader.int32();
export const readInt64 = (reader: Reader): number => reader.int64();
export const readString = (reader: Reader): string => reader.string(false);
export const readCompactString = (reader: Reader): string => reader.string(true);

export const writeInt8 = (writer: Writer, value: number): void => writer.int8(value);
export const writeInt16 = (writer: Writer, value: number): void => writer.int16(value);
export const writeInt32 = (writer: Writer, value: number): void => writer.int32(value);
export const writeInt64 = (writer: Writer, value: number): void => writer.int64(value);
export const writeString = (writer: Writer, value: string): void => writer.string(false, value);
export const writeCompactString = (writer: Writer, value: string): void => writer.string(true, value);
