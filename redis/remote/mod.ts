/**
 * Scripts in front of a real Redis, Valkey or Redis Cluster. Not part of the package's `mod.ts`: it needs the network
 * and a client from npm.
 *
 * @example
 * ```ts ignore
 * import { ScriptEngine } from "../engine.ts";
 * import { connectRemote, LiveBackend, OptimisticScripts } from "./mod.ts";
 *
 * const connection = await connectRemote("redis://127.0.0.1:6379");
 * const engine = new ScriptEngine(new LiveBackend(connection));
 * await engine.evalAsync("return redis.call('INCR', KEYS[1])", ["hits"], []);
 *
 * const atomic = new OptimisticScripts(connection.duplicate());
 * await atomic.eval("return redis.call('INCR', KEYS[1])", ["hits"], []);
 * ```
 *
 * @module
 */

export { connectRemote, type IoredisClient, RemoteConnection, RemoteError } from "./connection.ts";
export { LiveBackend } from "./live_backend.ts";
export { ConflictError, type OptimisticOptions, OptimisticScripts } from "./optimistic.ts";
