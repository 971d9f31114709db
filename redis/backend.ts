/**
 * What `redis.call` talks to: one interface, several implementations (the embedded keyspace, a real server,
 * a function of the host).
 *
 * A backend knows the commands: it decides about existence, arity, what scripts may not do and what read-only
 * scripts may not do, in the order of a Redis 7.0 server, and answers with {@linkcode ErrorReply}; it never
 * throws because of what a client or script sent.
 *
 * @module
 */

import { ErrorReply, type Reply } from "./reply.ts";

/**
 * Who calls and how: one object per connection or per script run, reused from call to call. A script run gets
 * its own, with the caller's `db`, so that `SELECT` in a script does not leak.
 */
export interface CallContext {
  /** protocol whose structures replies take; scripts change it with `redis.setresp` */
  resp: 2 | 3;
  /** selected database; `SELECT` writes it */
  db: number;
  /** the call comes from a script: script texts of errors, commands with the flag `noscript` are refused */
  readonly script: boolean;
  /** write commands (and those that may replicate, such as PUBLISH) are refused with {@linkcode SCRIPT_READ_ONLY} */
  readOnly: boolean;
  /** commands with the flag `denyoom` may run although memory is used up */
  allowOom: boolean;
  /** set by the backend as soon as a command with the flag `write` was let through */
  wrote: boolean;
}

/** A context with nothing selected and nothing refused. */
export function newContext(script: boolean): CallContext {
  return { resp: 2, db: 0, script, readOnly: false, allowOom: false, wrote: false };
}

/** Executes commands. */
export interface Backend {
  /**
   * Executes one command. `args[0]` is its name in any case, all are byte strings (one char 0-255 per byte);
   * the array is not kept. The embedded keyspace answers at once, others may promise.
   */
  call(args: readonly string[], context: CallContext): Reply | Promise<Reply>;

  /** Whether memory is used up, so that scripts which may write must not start; absent: never. */
  isFull?(): boolean;

  /** Why no writes are taken now, whatever they are; absent or undefined: they are. Memory is another matter. */
  refusesWrites?(): ErrorReply | undefined;

  /** True when `args` name a command (and, for `CONFIG` and the like, a subcommand): `redis.acl_check_cmd`. */
  knows(args: readonly string[]): boolean;

  /**
   * What commands looked at so far besides their arguments and replies: elements, and portions of 16 bytes. Only
   * grows; scripts are charged for the difference. Undefined for backends that do not know.
   */
  readonly work?: number;

  /**
   * A script (or transaction) begins: the clock stands still, and what is written from here on can be taken
   * back. Cheap: it is called for every script. Not nested.
   */
  begin?(context: CallContext): void;

  /** The script ended; what it wrote stays. May promise, for backends that buffer writes. */
  commit?(context: CallContext): void | Promise<void>;

  /** The script was ended by a limit: everything written since `begin` is undone. */
  rollback?(context: CallContext): void | Promise<void>;
}

/** No such command or subcommand. */
export const SCRIPT_UNKNOWN: ErrorReply = new ErrorReply("ERR Unknown Redis command called from script");
/** Arity by the command table is wrong. */
export const SCRIPT_ARITY: ErrorReply = new ErrorReply(
  "ERR Wrong number of args calling Redis command from script",
);
/** The command has the flag `noscript`. */
export const SCRIPT_FORBIDDEN: ErrorReply = new ErrorReply(
  "ERR This Redis command is not allowed from script",
);
/** A write in a read-only script. */
export const SCRIPT_READ_ONLY: ErrorReply = new ErrorReply(
  "ERR Write commands are not allowed from read-only scripts.",
);
/** Memory is used up, for commands with the flag `denyoom`. */
export const SCRIPT_OOM: ErrorReply = new ErrorReply(
  "OOM command not allowed when used memory > 'maxmemory'.",
);
