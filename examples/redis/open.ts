/**
 * Where the Redis examples run their scripts: in this process, or with `REDIS_URL` set on a real server.
 *
 * @module
 */

import { EmbeddedRedis, replyToJs } from "../../redis/mod.ts";
import type { RedisInput, RedisOutput } from "../../redis/mod.ts";

/** What the examples need. */
export interface ScriptRunner {
  /** Runs a script on keys and arguments. */
  eval(script: string, keys: readonly string[], args?: readonly RedisInput[]): Promise<RedisOutput>;
  /** Lets go of the server. */
  close(): void;
}

/** An embedded Redis whose time is `clock`, or a real one. */
export async function openRedis(clock: () => number = Date.now): Promise<ScriptRunner> {
  const url = Deno.env.get("REDIS_URL");
  if (url === undefined) {
    const redis = new EmbeddedRedis({ clock, random: Math.random, steps: 1_000_000 });
    return {
      // deno-lint-ignore require-await
      eval: async (script, keys, args = []) => redis.eval(script, keys, args),
      close: () => {},
    };
  }
  // the script runs here, its writes reach the server as one transaction
  const { connectRemote, OptimisticScripts } = await import("../../redis/remote/mod.ts");
  const connection = await connectRemote(url);
  const scripts = new OptimisticScripts(connection);
  return {
    eval: async (script, keys, args = []) => replyToJs(await scripts.eval(script, keys, args.map(String))),
    close: () => connection.close(),
  };
}
