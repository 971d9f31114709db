/**
 * Replies of Redis commands as JS values, cheap to make and to tell apart.
 *
 * | Reply | JS |
 * | --- | --- |
 * | integer | `number` where it is exact, `bigint` past 2^53 |
 * | bulk string | `string`, one char (0-255) per byte |
 * | null bulk | `null` |
 * | null array | {@linkcode NULL_ARRAY} |
 * | array | JS array of replies |
 * | anything else | an instance of one of the classes below |
 *
 * A command makes the richest form (`DoubleReply`, `MapReply`, `SetReply`, `boolean`); who writes it for
 * RESP2 flattens it as a Redis server does (double -> bulk `%.17g`, map -> flat array, set -> array, boolean
 * -> 1 or 0, big number and verbatim -> bulk). Only where the *structure* differs between the protocols
 * (`ZRANGE ... WITHSCORES`, `ZPOPMIN` with a count, `HRANDFIELD ... WITHVALUES`, ...) has the command to look
 * at `CallContext.resp`.
 *
 * Replies are immutable once given.
 *
 * @module
 */

/** Any reply of a command or a script. */
export type Reply =
  | number
  | bigint
  | string
  | boolean
  | null
  | readonly Reply[]
  | Status
  | ErrorReply
  | NullArray
  | DoubleReply
  | MapReply
  | SetReply
  | BigNumberReply
  | VerbatimReply;

/** A simple string: `+OK`. */
export class Status {
  /** the line, such as `OK` */
  readonly text: string;

  /** `text`: without line breaks. */
  constructor(text: string) {
    this.text = text;
  }
}

/** `+OK`, shared. */
export const OK: Status = new Status("OK");

/** `+QUEUED`, shared. */
export const QUEUED: Status = new Status("QUEUED");

/** An error: `-ERR syntax error`. */
export class ErrorReply {
  /** code and message without the leading `-`, such as `WRONGTYPE Operation against ...` */
  readonly text: string;

  /** `text`: code and message. */
  constructor(text: string) {
    this.text = text;
  }
}

/** The null array: `*-1` in RESP2, `_` in RESP3. Its only instance is {@linkcode NULL_ARRAY}. */
export class NullArray {}

/** The null array, as given by `BLPOP` without a result or `LPOP key count` of a missing key. */
export const NULL_ARRAY: NullArray = new NullArray();

/** A double: `,1.5` in RESP3, bulk `%.17g` in RESP2. */
export class DoubleReply {
  /** the number */
  readonly value: number;
  /** how it is written where that is not `%.17g`: coordinates have up to 17 decimals */
  readonly text: string | undefined;

  /** `value`: any double; `text`: how it is written, default `%.17g`. */
  constructor(value: number, text?: string) {
    this.value = value;
    this.text = text;
  }
}

/** A map: `%n` in RESP3, flat array in RESP2. */
export class MapReply {
  /** key, value, key, value ... */
  readonly flat: readonly Reply[];

  /** `flat`: keys and values in turn. */
  constructor(flat: readonly Reply[]) {
    this.flat = flat;
  }
}

/** A set: `~n` in RESP3, array in RESP2. */
export class SetReply {
  /** the members */
  readonly items: readonly Reply[];

  /** `items`: the members in order. */
  constructor(items: readonly Reply[]) {
    this.items = items;
  }
}

/** A big number: `(123...` in RESP3, bulk in RESP2. */
export class BigNumberReply {
  /** its digits */
  readonly text: string;

  /** `text`: decimal digits, with or without a sign. */
  constructor(text: string) {
    this.text = text;
  }
}

/** A verbatim string: `=15\r\ntxt:...` in RESP3, bulk in RESP2. */
export class VerbatimReply {
  /** three chars, such as `txt` */
  readonly format: string;
  /** the bytes */
  readonly text: string;

  /** `format`: three chars; `text`: bytes. */
  constructor(format: string, text: string) {
    this.format = format;
    this.text = text;
  }
}
