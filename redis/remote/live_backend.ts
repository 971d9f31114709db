/**
 * `redis.call` on a real server, command by command: the script is suspended until each reply is there.
 *
 * Every command is atomic, the script is not: other clients' commands can come between its commands, and a script that
 * is stopped leaves what it has written. `optimistic.ts` has the mode without these two.
 *
 * @module
 */

import {
  type Backend,
  type CallContext,
  SCRIPT_ARITY,
  SCRIPT_FORBIDDEN,
  SCRIPT_READ_ONLY,
  SCRIPT_UNKNOWN,
} from "../backend.ts";
import { type Command, CommandTable, MAY_REPLICATE, NOSCRIPT, WRITE } from "../keyspace/command.ts";
import { ErrorReply, OK, type Reply } from "../reply.ts";
import type { RemoteConnection } from "./connection.ts";
import { shapeReply } from "./reply_shapes.ts";

const NOT_INTEGER = new ErrorReply("ERR value is not an integer or out of range");

/** What must not be sent, and what a command is. */
export class CommandRules {
  private readonly table = new CommandTable();

  /** The command that arguments name; undefined for one newer than the table. */
  find(args: readonly string[]): Command | undefined {
    return args.length === 0 ? undefined : this.table.find(args);
  }

  /** Why a script may not send a command, if so; otherwise its writing is noted in the context. */
  refusal(
    command: Command | undefined,
    args: readonly string[],
    context: CallContext,
  ): ErrorReply | undefined {
    if (args.length === 0) return SCRIPT_UNKNOWN;
    const container = this.table.named(args[0] ?? "");
    if (command === undefined && container !== undefined) return SCRIPT_UNKNOWN;
    // a command that is not known here may be known to a newer server: then it is the one to judge
    const flags = command?.flags ?? WRITE;
    if (command !== undefined && !command.takes(args.length)) return SCRIPT_ARITY;
    if ((flags & NOSCRIPT) !== 0) return SCRIPT_FORBIDDEN;
    if (context.readOnly && (flags & (WRITE | MAY_REPLICATE)) !== 0) return SCRIPT_READ_ONLY;
    if ((flags & WRITE) !== 0) context.wrote = true;
    return undefined;
  }

  /** Whether arguments name a command. */
  knows(args: readonly string[]): boolean {
    return this.find(args) !== undefined;
  }
}

/** Commands go to the server one by one. */
export class LiveBackend implements Backend {
  private readonly rules = new CommandRules();
  /** The database the connection has selected, as far as we know. */
  private selected: number;
  private epoch: number;

  /** @param connection Used by nobody who selects another database. */
  constructor(private readonly connection: RemoteConnection) {
    this.epoch = connection.epoch;
    this.selected = connection.db;
  }

  /** See {@linkcode Backend.call}. */
  async call(args: readonly string[], context: CallContext): Promise<Reply> {
    const { rules } = this;
    const command = rules.find(args);
    const refusal = rules.refusal(command, args, context);
    if (refusal !== undefined) return refusal;
    if (command?.name === "select") return select(args, context);
    const selection = this.select(context.db);
    const sent = this.connection.send(args);
    const failed = await selection;
    const reply = await sent;
    if (failed instanceof ErrorReply) return failed;
    if (reply instanceof ErrorReply) return command === undefined ? unknownOr(reply) : reply;
    return shapeReply(command?.name ?? "", args, reply, context.resp);
  }

  /** Selects a database on the connection, if it has another. */
  private select(db: number): Promise<Reply> | undefined {
    if (this.epoch !== this.connection.epoch) {
      // a new connection begins where the client's options say
      this.epoch = this.connection.epoch;
      this.selected = this.connection.db;
    }
    if (this.selected === db) return undefined;
    this.selected = db;
    return this.connection.send(["SELECT", String(db)]);
  }

  /** See {@linkcode Backend.knows}. */
  knows(args: readonly string[]): boolean {
    return this.rules.knows(args);
  }
}

/** SELECT is the script's own: the connection follows with the next command. */
export function select(args: readonly string[], context: CallContext): Reply {
  const text = args[1] ?? "";
  if (!/^-?\d{1,9}$/.test(text)) return NOT_INTEGER;
  const db = Number(text);
  if (db < 0 || db > 15) return new ErrorReply("ERR DB index is out of range");
  context.db = db;
  return OK;
}

/** What a server says of a command it does not know becomes what scripts are told. */
function unknownOr(reply: ErrorReply): ErrorReply {
  return reply.text.startsWith("ERR unknown command") ? SCRIPT_UNKNOWN : reply;
}
