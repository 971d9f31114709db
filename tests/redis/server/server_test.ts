import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { RedisServer, type ServerOptions } from "../../../redis/server/server.ts";
import { request, type Shown, Talk } from "./talk.ts";

/** Runs a test with a server of its own. */
function withServer(
  name: string,
  options: ServerOptions,
  body: (port: number, server: RedisServer) => Promise<void>,
): void {
  Deno.test(name, async () => {
    await using server = new RedisServer({ port: 0, ...options });
    await body(server.port, server);
  });
}

/** Waits until a client sees what is expected: progress, not time, decides. */
async function until(talk: Talk, args: string[], wanted: (reply: Shown) => boolean): Promise<void> {
  for (let round = 0; round < 10_000; round++) {
    if (wanted(await talk.say(...args))) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`${args.join(" ")} never gave what was expected`);
}

const blocked = (reply: Shown): boolean => /blocked_clients:[1-9]/.test(String(reply));

// ---- authentication --------------------------------------------------------------------------------

withServer("with a password nothing but AUTH, HELLO, QUIT and RESET goes without it", {
  requirepass: "secret",
}, async (port) => {
  using talk = await Talk.to(port);
  assertEquals(await talk.say("GET", "a"), "-NOAUTH Authentication required.");
  assertEquals(
    await talk.say("AUTH", "wrong"),
    "-WRONGPASS invalid username-password pair or user is disabled.",
  );
  assertMatch(String(await talk.say("HELLO", "3")), /^-NOAUTH HELLO must be called with the client already/);
  assertEquals(await talk.say("NOSUCH"), "-ERR unknown command 'NOSUCH', with args beginning with: ");
  assertEquals(await talk.say("AUTH", "secret"), "+OK");
  assertEquals(await talk.say("GET", "a"), null);
  assertEquals(await talk.say("RESET"), "+RESET");
  assertEquals(await talk.say("GET", "a"), "-NOAUTH Authentication required.");
  assert(Array.isArray(await talk.say("HELLO", "3", "AUTH", "default", "secret", "SETNAME", "me")));
  assertEquals(await talk.say("CLIENT", "GETNAME"), "me");
});

withServer("before authentication a client cannot make the server remember much", {
  requirepass: "secret",
}, async (port) => {
  for (
    const [input, expected] of [
      ["*11\r\n", "-ERR Protocol error: unauthenticated multibulk length\r\n"],
      ["*2\r\n$3\r\nGET\r\n$16385\r\n", "-ERR Protocol error: unauthenticated bulk length\r\n"],
    ] as const
  ) {
    using talk = await Talk.to(port);
    await talk.raw(input);
    assertEquals(await talk.rest(), expected);
  }
});

Deno.test("without a password the server listens to this machine only", () => {
  for (const hostname of ["0.0.0.0", "::", "192.0.2.1", "127.0.0.1.example"]) {
    const error = assertThrows(() => new RedisServer({ port: 0, hostname }), TypeError);
    assertStringIncludes(error.message, "requirepass");
  }
});

Deno.test("with a password, or without the protected mode, it listens to others", async () => {
  for (const options of [{ requirepass: "x" }, { protectedMode: false }]) {
    await using server = new RedisServer({ port: 0, hostname: "0.0.0.0", ...options });
    using talk = await Talk.to(server.port);
    assert(await talk.say("QUIT") === "+OK");
  }
});

// ---- connections -----------------------------------------------------------------------------------

withServer(
  "clients beyond maxclients are told so and let go",
  { config: { maxclients: "2" } },
  async (port) => {
    using first = await Talk.to(port);
    assertEquals(await first.say("PING"), "+PONG");
    {
      using second = await Talk.to(port);
      assertEquals(await second.say("PING"), "+PONG");
      using third = await Talk.to(port);
      assertEquals(await third.rest(), "-ERR max number of clients reached\r\n");
    }
    await until(first, ["INFO", "clients"], (reply) => String(reply).includes("connected_clients:1\r\n"));
    using fourth = await Talk.to(port);
    assertEquals(await fourth.say("PING"), "+PONG");
  },
);

withServer("a client can end another, or itself after the reply", {}, async (port) => {
  using one = await Talk.to(port);
  using two = await Talk.to(port);
  const id = await two.say("CLIENT", "ID");
  assertEquals(await one.say("CLIENT", "KILL", "ID", String(id)), 1);
  assertEquals(await two.next(), "closed");
  assertEquals(await one.say("CLIENT", "KILL", `127.0.0.1:${one.port}`), "+OK");
  assertEquals(await one.next(), "closed");
});

withServer(
  "idle clients are let go when asked for, waiting ones are not",
  { config: { timeout: "1" } },
  async (port) => {
    using idle = await Talk.to(port);
    using waiting = await Talk.to(port);
    await waiting.send("BLPOP", "list", "0");
    assertEquals(await idle.next(), "closed");
    using other = await Talk.to(port);
    assertEquals(await other.say("RPUSH", "list", "x"), 1);
    assertEquals(await waiting.next(), ["list", "x"]);
  },
);

withServer("what a subscriber does not read is bounded", {
  config: { "client-output-buffer-limit": "pubsub 1mb 0 0" },
}, async (port) => {
  using deaf = await Talk.to(port);
  await deaf.say("SUBSCRIBE", "news");
  using talk = await Talk.to(port);
  const message = "x".repeat(1 << 20);
  let listeners: Shown = 1;
  for (let round = 0; round < 100 && listeners === 1; round++) {
    listeners = await talk.say("PUBLISH", "news", message);
  }
  assertEquals(listeners, 0);
});

withServer("a request longer than the limit ends the connection", {
  config: { "client-query-buffer-limit": "1mb" },
}, async (port) => {
  using talk = await Talk.to(port);
  const sent = talk.raw("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000000\r\n" + "x".repeat(4 << 20)).catch(() => {});
  assertEquals(await talk.rest(), "");
  await sent;
});

// ---- pipelines -------------------------------------------------------------------------------------

withServer("a long pipeline is answered completely and in order", {}, async (port) => {
  using talk = await Talk.to(port);
  const count = 20_000;
  const sent = talk.raw(request(["INCR", "n"]).repeat(count));
  for (let index = 1; index <= count; index++) assertEquals(await talk.next(), index);
  await sent;
});

withServer("large values go in and out unchanged", {}, async (port) => {
  using talk = await Talk.to(port);
  const bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
  const value = bytes.repeat(20_000);
  assertEquals(await talk.say("SET", "k", value), "+OK");
  assert(await talk.say("GET", "k") === value);
  assertEquals(await talk.say("APPEND", "k", "x"), value.length + 1);
  assertEquals(await talk.say("EVAL", "return #redis.call('GET', KEYS[1])", "1", "k"), value.length + 1);
});

// ---- waiting ---------------------------------------------------------------------------------------

withServer("waiting clients are served in the order of their arrival", {}, async (port) => {
  using one = await Talk.to(port);
  using two = await Talk.to(port);
  using talk = await Talk.to(port);
  await one.send("BLPOP", "a", "list", "0");
  await until(talk, ["INFO", "clients"], blocked);
  await two.send("BRPOP", "list", "0");
  await until(talk, ["INFO", "clients"], (reply) => String(reply).includes("blocked_clients:2"));
  assertEquals(await talk.say("RPUSH", "list", "x", "y", "z"), 3);
  assertEquals(await one.next(), ["list", "x"]);
  assertEquals(await two.next(), ["list", "z"]);
  assertEquals(await talk.say("LRANGE", "list", "0", "-1"), ["y"]);
});

withServer("one served client can be what another waits for", {}, async (port) => {
  using one = await Talk.to(port);
  using two = await Talk.to(port);
  using talk = await Talk.to(port);
  await one.send("BLMOVE", "a", "b", "LEFT", "RIGHT", "0");
  await two.send("BLPOP", "b", "0");
  await until(talk, ["INFO", "clients"], (reply) => String(reply).includes("blocked_clients:2"));
  await talk.say("MULTI");
  await talk.say("LPUSH", "a", "x");
  await talk.say("LPUSH", "a", "y");
  assertEquals(await talk.say("EXEC"), [1, 2]);
  assertEquals(await one.next(), "y");
  assertEquals(await two.next(), ["b", "y"]);
});

withServer("commands behind a blocking one wait for it", {}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  await one.raw(request(["BZPOPMIN", "z", "0"]) + request(["INCR", "n"]));
  await until(talk, ["INFO", "clients"], blocked);
  assertEquals(await talk.say("GET", "n"), null);
  assertEquals(await talk.say("ZADD", "z", "5", "m"), 1);
  assertEquals(await one.next(), ["z", "m", "5"]);
  assertEquals(await one.next(), 1);
});

withServer("scripts wake who waits, when they are over", {}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  await one.send("XREAD", "BLOCK", "0", "STREAMS", "s", "$");
  await until(talk, ["INFO", "clients"], blocked);
  const script =
    "redis.call('XADD', KEYS[1], '1-1', 'a', 'b') return redis.call('XADD', KEYS[1], '1-2', 'c', 'd')";
  assertEquals(await talk.say("EVAL", script, "1", "s"), "1-2");
  assertEquals(await one.next(), [["s", [["1-1", ["a", "b"]], ["1-2", ["c", "d"]]]]]);
});

withServer("a wait ends with its time, by CLIENT UNBLOCK, or with the connection", {}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  assertEquals(await one.say("BLPOP", "list", "0.01"), null);
  const id = String(await one.say("CLIENT", "ID"));
  await one.send("BLPOP", "list", "0");
  await until(talk, ["CLIENT", "UNBLOCK", id], (reply) => reply === 1);
  assertEquals(await one.next(), null);
  await one.send("BLPOP", "list", "0");
  await until(talk, ["CLIENT", "UNBLOCK", id, "ERROR"], (reply) => reply === 1);
  assertEquals(await one.next(), "-UNBLOCKED client unblocked via CLIENT UNBLOCK");
  await one.send("BLPOP", "list", "0");
  await until(talk, ["INFO", "clients"], blocked);
  one[Symbol.dispose]();
  await until(talk, ["INFO", "clients"], (reply) => !blocked(reply));
  assertEquals(await talk.say("RPUSH", "list", "x"), 1);
  assertEquals(await talk.say("LLEN", "list"), 1);
});

withServer("a client does not wait for a key of another type", {}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  await one.send("BLPOP", "k", "0");
  await until(talk, ["INFO", "clients"], blocked);
  assertEquals(await talk.say("ZADD", "k", "1", "m"), 1);
  assertEquals(await talk.say("DEL", "k"), 1);
  assertEquals(await talk.say("RPUSH", "k", "x"), 1);
  assertEquals(await one.next(), ["k", "x"]);
});

// ---- transactions ----------------------------------------------------------------------------------

withServer("EXEC fails after another client changed a watched key, and only then", {}, async (port) => {
  using one = await Talk.to(port);
  using two = await Talk.to(port);
  assertEquals(await one.say("WATCH", "a", "b"), "+OK");
  assertEquals(await two.say("SET", "c", "1"), "+OK");
  await one.say("MULTI");
  assertEquals(await one.say("SET", "a", "mine"), "+QUEUED");
  assertEquals(await one.say("EXEC"), ["+OK"]);
  await one.say("WATCH", "a", "b");
  await two.say("EVAL", "return redis.call('SET', KEYS[1], 'x')", "1", "b");
  await one.say("MULTI");
  await one.say("SET", "a", "lost");
  assertEquals(await one.say("EXEC"), null);
  assertEquals(await one.say("GET", "a"), "mine");
});

// ---- channels --------------------------------------------------------------------------------------

withServer("messages reach subscribers and nobody else", {}, async (port) => {
  using one = await Talk.to(port);
  using two = await Talk.to(port);
  using talk = await Talk.to(port);
  assertEquals(await one.say("SUBSCRIBE", "news"), ["subscribe", "news", 1]);
  assertEquals(await two.say("PSUBSCRIBE", "n*"), ["psubscribe", "n*", 1]);
  assertEquals(await talk.say("PUBLISH", "news", "\0\r\n"), 2);
  assertEquals(await talk.say("PUBLISH", "nobody", "x"), 1);
  assertEquals(await one.next(), ["message", "news", "\0\r\n"]);
  assertEquals(await two.next(), ["pmessage", "n*", "news", "\0\r\n"]);
  assertEquals(await two.next(), ["pmessage", "n*", "nobody", "x"]);
  one[Symbol.dispose]();
  await until(talk, ["PUBSUB", "NUMSUB", "news"], (reply) => JSON.stringify(reply) === '["news",0]');
});

// ---- scripts that take long ------------------------------------------------------------------------

const ENDLESS = "while true do end";

withServer("a script past the threshold makes the server busy until it is killed", {
  config: { "busy-reply-threshold": "50" },
  scripts: { steps: Infinity },
}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  await talk.say("SET", "k", "v");
  await one.send("EVAL", ENDLESS, "0");
  await until(talk, ["GET", "k"], (reply) => String(reply).startsWith("-BUSY"));
  assertEquals(
    await talk.say("GET", "k"),
    "-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
  );
  assertEquals(await talk.say("MULTI"), "+OK");
  assertMatch(String(await talk.say("GET", "k")), /^-BUSY/);
  assertMatch(String(await talk.say("EXEC")), /^-EXECABORT Transaction discarded because of: BUSY/);
  assertMatch(String(await talk.say("FUNCTION", "KILL")), /^-BUSY/);
  assertEquals(await talk.say("SCRIPT", "KILL"), "+OK");
  assertMatch(
    String(await one.next()),
    /^-ERR Script killed by user with SCRIPT KILL\.\.\. script: [0-9a-f]{40}, on @user_script:1\.$/,
  );
  await until(talk, ["GET", "k"], (reply) => reply === "v");
  assertEquals(await talk.say("SCRIPT", "KILL"), "-NOTBUSY No scripts in execution right now.");
});

withServer("a script that has written cannot be killed", {
  config: { "busy-reply-threshold": "1" },
  scripts: { steps: 50_000_000 },
}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  await one.send("EVAL", `redis.call('SET', KEYS[1], 'x') ${ENDLESS}`, "1", "k");
  await until(talk, ["PING"], (reply) => String(reply).startsWith("-BUSY"));
  assertMatch(
    String(await talk.say("SCRIPT", "KILL")),
    /^-UNKILLABLE Sorry the script already executed write/,
  );
  // the limit of steps is what ends it, and what it wrote is gone
  assertMatch(String(await one.next()), /^-ERR Script stopped: step limit exceeded/);
  await until(talk, ["EXISTS", "k"], (reply) => reply === 0);
});

withServer("below the threshold others wait, and their commands are carried out in order", {
  scripts: { slice: 1000 },
}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  const script = "for i = 1, 1000000 do end return redis.call('INCR', KEYS[1])";
  await one.send("EVAL", script, "1", "n");
  await talk.raw(request(["INCR", "n"]) + request(["INCR", "n"]));
  const replies = [await one.next(), await talk.next(), await talk.next()];
  assertEquals([...replies].sort(), [1, 2, 3]);
  assert((replies[1] as number) < (replies[2] as number));
});

withServer("a transaction with a long script in it stays one", { scripts: { slice: 1000 } }, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  const long = request(["EVAL", "for i = 1, 300000 do end return redis.call('INCR', KEYS[1])", "1", "n"]);
  await one.raw(
    request(["MULTI"]) + request(["SET", "n", "10"]) + long + request(["INCR", "n"]) + request(["EXEC"]),
  );
  await talk.send("INCR", "n");
  for (const expected of ["+OK", "+QUEUED", "+QUEUED", "+QUEUED"]) assertEquals(await one.next(), expected);
  assertEquals(await one.next(), ["+OK", 11, 12]);
  const other = await talk.next();
  assert(other === 13 || other === 1, `${other}`);
});

withServer("a client that leaves does not stop its script", { scripts: { slice: 1000 } }, async (port) => {
  using one = await Talk.to(port);
  await one.send("EVAL", "for i = 1, 300000 do end return redis.call('SET', KEYS[1], 'done')", "1", "k");
  one[Symbol.dispose]();
  using talk = await Talk.to(port);
  await until(talk, ["GET", "k"], (reply) => reply === "done");
});

// ---- pauses, monitors, ends ------------------------------------------------------------------------

withServer("CLIENT PAUSE WRITE holds writes back, reads go on", {}, async (port) => {
  using one = await Talk.to(port);
  using talk = await Talk.to(port);
  assertEquals(await talk.say("CLIENT", "PAUSE", "1000000", "WRITE"), "+OK");
  await one.raw(request(["GET", "k"]) + request(["SET", "k", "v"]));
  assertEquals(await one.next(), null);
  assertEquals(await talk.say("GET", "k"), null);
  assertEquals(await talk.say("CLIENT", "UNPAUSE"), "+OK");
  assertEquals(await one.next(), "+OK");
});

withServer("a monitor sees the commands of others", {}, async (port) => {
  using watcher = await Talk.to(port);
  using talk = await Talk.to(port);
  assertEquals(await watcher.say("MONITOR"), "+OK");
  await talk.say("SET", "k", 'a"\n\xff');
  assertMatch(String(await watcher.next()), /^\+\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "SET" "k" "a\\"\\n\\xff"$/);
});

withServer(
  "DEBUG SLEEP keeps everybody waiting; without leave there is no DEBUG",
  { debug: "local" },
  async (port) => {
    using one = await Talk.to(port);
    using talk = await Talk.to(port);
    await one.send("DEBUG", "SLEEP", "0.05");
    assertEquals(await talk.say("PING"), "+PONG");
    assertEquals(await one.next(), "+OK");
  },
);

Deno.test("SHUTDOWN ends the server and its connections", async () => {
  const server = new RedisServer({ port: 0 });
  using one = await Talk.to(server.port);
  using waiting = await Talk.to(server.port);
  await waiting.send("BLPOP", "k", "0");
  await one.send("SHUTDOWN", "NOSAVE");
  await server.finished;
  assertEquals(await one.next(), "closed");
  assertEquals(await waiting.rest(), "");
});

withServer("keys expire by themselves", { debug: "yes" }, async (port) => {
  using talk = await Talk.to(port);
  for (let index = 0; index < 500; index++) await talk.say("SET", `k${index}`, "v", "PX", "1");
  await until(talk, ["DBSIZE"], (reply) => reply === 0);
});

// ---- hostile input ---------------------------------------------------------------------------------

withServer("whatever is sent, the server goes on", {}, async (port) => {
  let state = 12345;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
  const atoms = [
    "*1\r\n",
    "*3\r\n",
    "$4\r\n",
    "$3\r\n",
    "$-1\r\n",
    "SET",
    "EVAL",
    "\r\n",
    "\0",
    '"',
    "*",
    "$",
    "9".repeat(30),
    "ping\r\n",
    "multi\r\n",
    "exec\r\n",
    "watch a\r\n",
    "subscribe c\r\n",
    "reset\r\n",
    "hello 3\r\n",
    "client reply off\r\n",
    "eval 'return 1' 0\r\n",
    "eval 'error()' 0\r\n",
    "client list\r\n",
    "blpop x 0.001\r\n",
    "\xff\xfe",
    "info\r\n",
    "config set maxmemory 1\r\n",
    "config set maxmemory 0\r\n",
    "discard\r\n",
    "select 99\r\n",
    "monitor\r\n",
    "quit\r\n",
  ];
  for (let round = 0; round < 300; round++) {
    using talk = await Talk.to(port);
    let input = "";
    for (let count = below(40); count >= 0; count--) {
      input += below(10) === 0 ? String.fromCharCode(below(256)) : atoms[below(atoms.length)];
    }
    await talk.raw(input).catch(() => {});
  }
  using talk = await Talk.to(port);
  assertEquals(await talk.say("PING"), "+PONG");
});

// ---- the log ---------------------------------------------------------------------------------------

Deno.test("data and functions are there again after the server has been started anew", async () => {
  const directory = await Deno.makeTempDir();
  try {
    {
      await using server = new RedisServer({ port: 0, directory });
      using talk = await Talk.to(server.port);
      const library = (name: string): string =>
        `#!lua name=${name}\nredis.register_function('${name}', function() return '${name}' end)`;
      for (const name of ["one", "two"]) {
        assertEquals(await talk.say("FUNCTION", "LOAD", library(name)), name);
      }
      assertEquals(await talk.say("FUNCTION", "DELETE", "two"), "+OK");
      await talk.say("MULTI");
      await talk.say("SET", "k", "\0\xff");
      await talk.say("RPUSH", "l", "a", "b");
      await talk.say("EXEC");
      assertEquals(await talk.say("BGREWRITEAOF"), "+Background append only file rewriting started");
      await until(
        talk,
        ["INFO", "persistence"],
        (reply) => String(reply).includes("aof_rewrite_in_progress:0"),
      );
      await talk.say("SET", "after", "x", "EX", "1000");
    }
    await using server = new RedisServer({ port: 0, directory });
    using talk = await Talk.to(server.port);
    assertEquals(await talk.say("FCALL", "one", "0"), "one");
    assertEquals(await talk.say("FCALL", "two", "0"), "-ERR Function not found");
    assertEquals(await talk.say("GET", "k"), "\0\xff");
    assertEquals(await talk.say("LRANGE", "l", "0", "-1"), ["a", "b"]);
    assertEquals(await talk.say("TTL", "after"), 1000);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
