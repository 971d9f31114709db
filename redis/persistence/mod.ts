/**
 * An embedded keyspace that survives its process, without a server. Not part of the package's `mod.ts`: where files
 * are is for the host to say. `FileDirectory` of `redis/server/log_files.ts` keeps them in a directory.
 *
 * @example
 * ```ts ignore
 * import { ScriptEngine } from "../mod.ts";
 * import { FileDirectory } from "../server/log_files.ts";
 * import { openKeyspace } from "./mod.ts";
 *
 * const { keyspace, log } = openKeyspace(
 *   { clock: Date.now, random: Math.random },
 *   { directory: new FileDirectory("data"), fsync: "always" },
 * );
 * new ScriptEngine(keyspace).eval("return redis.call('INCR', KEYS[1])", ["starts"], []);
 * await log.close();
 * ```
 *
 * @module
 */

import { Keyspace, type KeyspaceOptions } from "../keyspace/keyspace.ts";
import { AppendLog, type LogOptions } from "./append_log.ts";

export { AppendLog, type FsyncPolicy, type LogOptions } from "./append_log.ts";
export { LogError } from "./load.ts";
export type { LogDirectory, LogFile } from "./storage_file.ts";

/** A keyspace and the log it is kept in. */
export interface KeptKeyspace {
  readonly keyspace: Keyspace;
  readonly log: AppendLog;
}

/**
 * Opens a keyspace with what its log holds. Every change is written before the command or script that made it has
 * ended, and under `always` synchronized; `log.failure` tells if that is not possible at present.
 *
 * @throws {LogError} If the log is damaged.
 */
export function openKeyspace(options: KeyspaceOptions, logOptions: LogOptions): KeptKeyspace {
  // nothing expires while the log is loaded
  let loading = true;
  const keyspace = new Keyspace({ ...options, clock: () => loading ? 0 : options.clock() });
  const log = new AppendLog(keyspace, logOptions);
  loading = false;
  keyspace.onEffects = (effects) => {
    log.append(effects);
    log.write();
    if (log.fsync === "always") log.sync();
  };
  return { keyspace, log };
}
