/**
 * What the server counts about itself.
 *
 * @module
 */

/** Counters since the start or since CONFIG RESETSTAT. */
export class Statistics {
  connections = 0;
  refusedConnections = 0;
  commands = 0;
  errors = 0;
  rejected = 0;
  inputBytes = 0;
  outputBytes = 0;
  private lastTime: number;
  private lastCommands = 0;
  private rate = 0;

  /** @param started When the server started, in ms since 1970. */
  constructor(readonly started: number) {
    this.lastTime = started;
  }

  /** Forgets what was counted. */
  reset(): void {
    this.connections =
      this.refusedConnections =
      this.commands =
      this.errors =
      this.rejected =
        0;
    this.inputBytes = this.outputBytes = this.lastCommands = 0;
  }

  /** Commands per second, over at least the last tenth of a second. */
  perSecond(now: number): number {
    const elapsed = now - this.lastTime;
    if (elapsed >= 100) {
      this.rate = Math.round((this.commands - this.lastCommands) * 1000 / elapsed);
      this.lastTime = now;
      this.lastCommands = this.commands;
    }
    return this.rate;
  }
}
