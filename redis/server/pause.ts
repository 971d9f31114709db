/**
 * CLIENT PAUSE: for some time, clients' commands, or those that write, are not carried out.
 *
 * @module
 */

import type { Command } from "./command_table.ts";
import type { Core, Handler } from "./core.ts";

/** The longest delay a timer takes, in ms. */
const MAX_DELAY = 0x7fffffff;

/** The pause that is on, if any. */
export class Pause {
  /** When it is over, in milliseconds since 1970; 0 without a pause. */
  private until = 0;
  private writesOnly = false;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly core: Core) {}

  /** Begins, or goes on for longer; a pause of everything does not become one of writes. */
  start(milliseconds: number, writesOnly: boolean): void {
    const now = this.core.surroundings.now();
    this.writesOnly = writesOnly && (this.until === 0 || this.writesOnly);
    this.until = Math.max(this.until, now + milliseconds);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), Math.min(MAX_DELAY, this.until - now));
  }

  /** CLIENT UNPAUSE, or the end of the time. */
  end(): void {
    this.stop();
    this.until = 0;
    for (const wake of this.waiting.splice(0)) wake();
    this.core.resume();
  }

  /** Whether no command is carried out now. */
  get ofEverything(): boolean {
    return this.until > 0 && !this.writesOnly && this.core.surroundings.now() < this.until;
  }

  /** Whether this command has to wait, of a client that may go on otherwise. */
  holdsBack(command: Command<Handler>): boolean {
    if (this.until === 0 || !this.writesOnly) return false;
    return command.changes || command.name === "exec" || command.name === "publish";
  }

  /** Waits for the end. */
  over(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Ends the timer. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
