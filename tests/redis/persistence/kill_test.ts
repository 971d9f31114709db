import { assert, assertEquals, assertMatch } from "@std/assert";
import { request, Talk } from "../server/talk.ts";

const MAIN = new URL("../../../redis/server/main.ts", import.meta.url).pathname;

/** A server in a process of its own. */
async function start(directory: string): Promise<{ child: Deno.ChildProcess; port: number }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, "--port", "0", "--dir", directory, "--appendfsync", "always"],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the server did not start: ${text}`);
    text += new TextDecoder().decode(value);
  }
  reader.releaseLock();
  void child.stdout.cancel();
  assertMatch(text, /port \d+/);
  return { child, port: Number(/port (\d+)/.exec(text)?.[1]) };
}

/** Writes without end in pipelines; gives the number of the last write that was acknowledged, and sent. */
async function write(
  port: number,
  name: string,
  onReply: () => void,
): Promise<{ acknowledged: number; sent: number }> {
  using talk = await Talk.to(port);
  let sent = 0;
  let acknowledged = 0;
  const script =
    "redis.call('SET', KEYS[1], ARGV[1]) redis.call('SET', KEYS[2], ARGV[1]) return tonumber(ARGV[1])";
  for (;;) {
    let batch = "";
    const from = sent;
    for (let index = 0; index < 5; index++) {
      sent++;
      batch += request(["EVAL", script, "2", `${name}:a`, `${name}:b`, String(sent)]);
    }
    await talk.raw(batch).catch(() => {});
    for (let index = from + 1; index <= sent; index++) {
      const reply = await talk.next();
      if (reply === "closed") return { acknowledged, sent };
      assertEquals(reply, index);
      acknowledged = index;
      onReply();
    }
  }
}

Deno.test("kill -9 in the middle of writing loses no acknowledged write, and tears no script apart", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const expected = new Map<string, { acknowledged: number; sent: number }>();
    for (let round = 0; round < 5; round++) {
      const { child, port } = await start(directory);
      using talk = await Talk.to(port);
      for (const [name, { acknowledged, sent }] of expected) {
        const a = Number(await talk.say("GET", `${name}:a`));
        assertEquals(Number(await talk.say("GET", `${name}:b`)), a, "a script was torn apart");
        assert(
          a >= acknowledged && a <= sent,
          `${name}: ${acknowledged} acknowledged, ${a} found, ${sent} sent`,
        );
        assert(acknowledged > 0);
      }
      if (round % 2 === 1) await talk.say("BGREWRITEAOF");
      let replies = 0;
      const target = 50 + round * 37;
      const onReply = (): void => {
        if (++replies === target) child.kill("SIGKILL");
      };
      const names = [`${round}x`, `${round}y`, `${round}z`];
      const outcomes = await Promise.all(names.map((name) => write(port, name, onReply)));
      names.forEach((name, index) => expected.set(name, outcomes[index] ?? { acknowledged: 0, sent: 0 }));
      await child.status;
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("two servers do not share a log", async () => {
  const directory = await Deno.makeTempDir();
  const { child } = await start(directory);
  try {
    const second = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", MAIN, "--port", "0", "--dir", directory],
      stderr: "piped",
    }).output();
    assertEquals(second.code, 1);
    assertMatch(new TextDecoder().decode(second.stderr), /in use by another process/);
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(directory, { recursive: true });
  }
});
