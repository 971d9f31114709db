/**
 * `deno task redis`: the embedded keyspace as a server.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { RedisServer, type ServerOptions } from "./server.ts";

const HELP = `A Redis 7.0 compatible server for scripts and tests, with its data in memory.

  deno task redis --port 6379

  --port N                  port, 0 for any free one (6379)
  --bind ADDRESS            address to listen on (127.0.0.1)
  --requirepass PASSWORD    password clients have to give
  --protected-mode no       listen to other machines without a password
  --databases N             number of databases (16)
  --dir DIRECTORY           keep an append-only log here; without it nothing is kept
  --appendfsync POLICY      always, everysec or no (everysec)
  --enable-debug-command X  who may use DEBUG: no, local or yes (no)
  --script-steps N          steps a script may take (1000000000)
  --NAME VALUE              any parameter of CONFIG SET: --maxmemory 100mb --maxclients 100
`;

/** A choice among few words. */
function oneOf<T extends string>(
  value: string | undefined,
  choices: readonly T[],
  name: string,
): T | undefined {
  if (value === undefined) return undefined;
  const choice = choices.find((word) => word === value);
  if (choice === undefined) throw new TypeError(`--${name} is one of ${choices.join(", ")}, not ${value}`);
  return choice;
}

/** A number without sign. */
function count(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new TypeError(`--${name} is a number, not ${value}`);
  return Number(value);
}

/** What the command line asks for. */
function optionsOf(args: readonly string[]): ServerOptions {
  const parsed = parseArgs([...args], { string: ["_"] });
  const words = new Map<string, string>();
  for (const [name, value] of Object.entries(parsed)) {
    if (name !== "_") words.set(name, String(value));
  }
  if (parsed._.length > 0) throw new TypeError(`unknown argument: ${parsed._[0]}`);
  const take = (name: string): string | undefined => {
    const value = words.get(name);
    words.delete(name);
    return value;
  };
  const mode = oneOf(take("protected-mode"), ["yes", "no"], "protected-mode");
  const steps = count(take("script-steps"), "script-steps");
  const options = {
    port: count(take("port"), "port"),
    hostname: take("bind"),
    requirepass: take("requirepass"),
    protectedMode: mode === undefined ? undefined : mode === "yes",
    databases: count(take("databases"), "databases"),
    directory: take("dir"),
    fsync: oneOf(take("appendfsync"), ["always", "everysec", "no"], "appendfsync"),
    debug: oneOf(take("enable-debug-command"), ["no", "local", "yes"], "enable-debug-command"),
    scripts: {
      ...(steps === undefined ? {} : { steps }),
      log: (level: number, text: string) => console.log(`${".-*#"[level]} ${text}`),
    },
    config: Object.fromEntries(words),
    onMessage: (text: string) => console.error(text),
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as ServerOptions;
}

async function main(): Promise<number> {
  if (Deno.args.includes("--help") || Deno.args.includes("-h")) {
    console.log(HELP);
    return 0;
  }
  let server: RedisServer;
  try {
    server = new RedisServer(optionsOf(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  console.log(`Ready to accept connections on port ${server.port}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => void server.close());
  }
  await server.finished;
  return 0;
}

if (import.meta.main) Deno.exit(await main());
