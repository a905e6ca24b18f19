/**
 * One declaration per setting: its name, what it is for, its default and its bounds with the reason. Topic configs, node
 * settings and the generated documents all read these. A declaration holds no value of a running node.
 */

/** What every setting declares. */
export interface SettingBase {
  /** As Kafka names it where Kafka has it (`min.insync.replicas`). */
  readonly name: string;
  /** One or two sentences: what it does. */
  readonly documentation: string;
  /** Why the bounds are where they are. */
  readonly boundReason?: string;
  /** `dynamic`: takes effect while running. `restart`: read once at start. */
  readonly applies: 'dynamic' | 'restart';
  /** Never shown in answers, logs or metrics. */
  readonly sensitive?: boolean;
}

/**
 * A number. `int` is 32 bits and `long` a safe integer, `double` any finite number. `duration` is milliseconds, also
 * written as `250ms`, `30s`, `10m`, `2h`, `7d`; `size` is bytes, also written as `64KiB`, `8MiB`, `1GiB`. Both bounds
 * are inclusive.
 */
export interface NumberSetting extends SettingBase {
  readonly kind: 'int' | 'long' | 'double' | 'duration' | 'size';
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanSetting extends SettingBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

/** A text. An empty one means that nothing was set. */
export interface StringSetting extends SettingBase {
  readonly kind: 'string';
  readonly default: string;
  readonly charsMax?: number;
}

/** One of a few words. */
export interface EnumSetting<Word extends string = string> extends SettingBase {
  readonly kind: 'enum';
  readonly default: Word;
  readonly allowed: readonly Word[];
}

/** Texts separated by commas; spaces around them do not count. */
export interface ListSetting<Word extends string = string> extends SettingBase {
  readonly kind: 'list';
  readonly default: readonly Word[];
  /** Each item must be one of these, when given. */
  readonly allowed?: readonly Word[];
  readonly itemsMin?: number;
}

export type SettingDeclaration = NumberSetting | BooleanSetting | StringSetting | EnumSetting | ListSetting;
export type SettingKind = SettingDeclaration['kind'];
export type SettingValue = number | boolean | string | readonly string[];

/** The type of value that a declaration gives. */
export type SettingValueOf<Declaration extends SettingDeclaration> = Declaration['default'];

/** A mistake in a value: what was set, to what, what is allowed, and all of it as a sentence. */
export interface SettingProblem {
  readonly setting: string;
  /** The offending text; hidden for sensitive settings. */
  readonly value: string;
  /** What would be right, as `at least 1` or `one of group, os`. */
  readonly bound: string;
  readonly sentence: string;
}

/**
 * Numbers from here on mean "without bound". Kafka's 64-bit maximum and everything above 2^53 - 1 is read as this, and
 * this is written as Kafka's maximum.
 */
export const longUnbounded: number = Number.MAX_SAFE_INTEGER;
/** Kafka's text for the largest 64-bit number. */
export const longUnboundedText = '9223372036854775807';
