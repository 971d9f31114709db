/**
 * The commands the comparison with a real server is made of, by family.
 *
 * @module
 */

import { newContext } from "../../../redis/backend.ts";
import { crc64 } from "../../../redis/keyspace/crc64.ts";
import { Keyspace } from "../../../redis/keyspace/keyspace.ts";
import { Grammar, type WordMaker } from "./grammar.ts";

const FAMILIES = ["str", "bits", "hash", "list", "set", "zset", "stream", "geo", "hll", "lex", "dump"];

const pickOf = (...words: string[]): WordMaker => (random) => random.pick(words);

const INTEGERS = [
  "0",
  "1",
  "2",
  "3",
  "5",
  "10",
  "100",
  "-1",
  "-2",
  "-3",
  "-10",
  "7",
  "20",
  "50",
  "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775806",
  "9007199254740993",
  "4294967296",
  "1.5",
  "abc",
  "",
  "01",
  "+1",
  " 1",
  "1 ",
  "-0",
  "9223372036854775808",
  "2147483648",
  "-2147483649",
]; // deno-fmt-ignore

const FLOATS = [
  "0", "1", "2.5", "-1.5", "3", "0.1", "1e3", "inf", "-inf", "+inf", "1e308", "-0", "100", "3.0", "1e-5", "17.25",
  "nan", "abc", "", "0x10", "1e400", " 1", "1 ", "1e17", "123456789012345678", "0.30000000000000004", "1.00000762939453125",
  "infinity", "-1e308", "5e-324", "1e-400", ".5", "5.", "1_0",
]; // deno-fmt-ignore

const VALUES = [
  "a", "b", "c", "d", "e", "foo", "bar", "1", "2", "3", "10", "-5", "hello world", "", "\x00\xff", "12345678901234567890",
  "a".repeat(30), "b".repeat(64), "c".repeat(65), "z".repeat(100), "9007199254740993", "3.14", "Hello", "\r\n", "0",
]; // deno-fmt-ignore

/** Dumped values of every type and form, as the keyspace makes them, and one a server has compressed. */
const PAYLOADS: readonly string[] = (() => {
  const keyspace = new Keyspace({ clock: () => 1_700_000_000_000, random: () => 0.5 });
  const context = newContext(false);
  const many = (make: (i: number) => string) => Array.from({ length: 200 }, (_, i) => make(i)).join(" ");
  const lines = [
    "set k 12",
    "set k -70000",
    "set k hello",
    `set k ${"x".repeat(70)}`,
    "hset k a 1 b two",
    `hset k a ${"y".repeat(80)}`,
    `hset k ${many((i) => `f${i} ${i}`)}`,
    "rpush k a b 3 70000 -5",
    `rpush k ${many((i) => "e".repeat(i))}`,
    "sadd k 1 2 -300",
    "sadd k 1 5000000000",
    "sadd k a b",
    "zadd k 1 a 2.5 b -inf c",
    `zadd k 3.25 ${"z".repeat(80)} inf b`,
    "xadd k 5-1 f v",
  ];
  const payloads: string[] = [];
  for (const line of lines) {
    keyspace.call(["del", "k"], context);
    keyspace.call(line.split(" "), context);
    payloads.push(keyspace.call(["dump", "k"], context) as string);
  }
  for (const line of ["xadd k 5-2 g w h x", "xadd k 9-0 f v", "xgroup create k g1 0", "xreadgroup group g1 c1 streams k >", "xdel k 5-2"]) {
    keyspace.call(line.split(" "), context);
    payloads.push(keyspace.call(["dump", "k"], context) as string);
  }
  const packed = "\x00\xc3\x09\x40\x64\x01\x61\x61\xe0\x57\x00\x01\x61\x61\x0a\x00";
  return [...payloads, packed + crc64(packed)];
})();

/** Words by kind. */
export const WORDS: Readonly<Record<string, WordMaker>> = {
  key: (random, family) => {
    const name = random.chance(0.9) && FAMILIES.includes(family) ? family : random.pick(FAMILIES);
    return name + random.integer(1, 4);
  },
  value: (random) => random.chance(0.3) ? "v" + random.integer(1, 40) : random.pick(VALUES),
  member: (random) => random.chance(0.5) ? "m" + random.integer(1, 12) : random.pick(VALUES),
  shortmember: (random) => random.pick(["m", "a", "b", "z", "c"]) + random.integer(1, 9),
  intmember: (random) => random.chance(0.9) ? "" + random.integer(-30, 30) : random.pick(INTEGERS),
  field: (random) => random.chance(0.6) ? "f" + random.integer(1, 12) : random.pick(VALUES),
  int: (random) => random.chance(0.6) ? "" + random.integer(-12, 12) : random.pick(INTEGERS),
  small: (random) => random.chance(0.9) ? "" + random.integer(0, 6) : random.pick(INTEGERS),
  float: (random) => random.chance(0.5) ? "" + random.integer(-200, 200) / 8 : random.pick(FLOATS),
  place: (random) => "p" + random.integer(1, 14),
  element: (random) => random.chance(0.1) ? random.pick(VALUES) : "e" + random.integer(1, 100000),
  ttl0: pickOf("0", "0", "100000", "4000000000000", "-1", "x"),
  payload: (random) => {
    const payload = random.pick(PAYLOADS);
    if (random.chance(0.85)) return payload;
    const at = random.integer(0, payload.length);
    return random.chance(0.5) ? payload.slice(0, at) : payload.slice(0, at) + "\x01" + payload.slice(at + 1);
  },
  tiny: pickOf("0", "1", "2", "3", "10", "-1", "-2", "x"),
  ttl: pickOf(
    "100",
    "1000",
    "5000",
    "100000",
    "1000000",
    "0",
    "-1",
    "abc",
    "9223372036854775807",
    "9223372036854775",
    "1.5",
  ),
  ms: pickOf("100000", "1000000", "5000000", "0", "-1", "x", "9223372036854775807"),
  at: pickOf("4000000000", "4100000000", "1", "0", "-5", "9223372036854775807", "x"),
  msat: pickOf("4000000000000", "4100000000000", "1000", "0", "-5", "x"),
  cond: pickOf("NX", "XX", "GT", "LT", "nx", "xx", "gt", "lt", "zz"),
  min: pickOf(
    "-inf",
    "(1",
    "1",
    "0",
    "2.5",
    "(2.5",
    "-5",
    "(-inf",
    "5",
    "abc",
    "10",
    "",
    " 1",
    "(",
    "+inf",
    "nan",
  ),
  max: pickOf("+inf", "inf", "(5", "5", "10", "2.5", "(10", "100", "-1", "abc", "3", "1 ", "-inf"),
  lexmin: pickOf("-", "[a", "(a", "[b", "(m1", "[m3", "+", "a", "[", "(foo"),
  lexmax: pickOf("+", "[z", "(z", "[m5", "(m9", "[c", "-", "z", "(foo", "[m12"),
  bit: pickOf("0", "1", "1", "0", "2", "x"),
  offset: (random) =>
    random.chance(0.8) ? "" + random.integer(0, 130) : random.pick(["-1", "4294967296", "x", "2000"]),
  type: pickOf("u8", "i8", "u1", "i16", "u63", "i64", "u5", "i5", "u64", "i65", "x8", "u0", "i32", "u"),
  bfoffset: pickOf("0", "1", "#0", "#1", "#3", "7", "64", "100", "-1", "#", "x", "#-1"),
  pattern: pickOf("*", "f*", "m[1-3]*", "?", "*1", "f[^1]", "\\a", "v*", "[a-c]", "*o*", "", "m?*"),
  db: pickOf("0", "0", "0", "1", "2", "99", "x", "-1"),
  lon: (random) =>
    random.chance(0.9)
      ? "" + (random.integer(-18000, 18000) / 100)
      : random.pick(["181", "x", "-180.5", "13.361389"]),
  lat: (random) =>
    random.chance(0.9)
      ? "" + (random.integer(-8500, 8500) / 100)
      : random.pick(["86", "y", "-85.06", "38.115556"]),
  radius: pickOf("100", "1000", "5000", "20000", "0", "-1", "x", "500.5", "100000000"),
  unit: pickOf("m", "km", "ft", "mi", "KM", "cm"),
  id: pickOf(
    "1-1",
    "2-1",
    "5-0",
    "5-5",
    "10-1",
    "1",
    "7",
    "0-0",
    "0-1",
    "100-*",
    "*",
    "3-*",
    "-",
    "+",
    "(1-1",
    "(5",
    "x",
    "1-x",
    "18446744073709551615-18446744073709551615",
    "20-3",
    "$",
    ">",
    "5-1",
    "0",
  ),
  newid: (random) =>
    random.chance(0.7)
      ? random.integer(1, 60) + "-" + random.integer(0, 5)
      : random.pick(["*", "5", "60-*", "70-*", "0-0", "0-*", "x", "1-", "18446744073709551615-*", "65-1"]),
  rid: (random) =>
    random.chance(0.5)
      ? "" + random.integer(1, 60) + (random.chance(0.5) ? "-" + random.integer(0, 5) : "")
      : random.pick([
        "-",
        "+",
        "(5",
        "(10-1",
        "(-",
        "(+",
        "x",
        "18446744073709551615",
        "(18446744073709551615-18446744073709551615",
        "0",
        "(0",
      ]),
  group: pickOf("g1", "g2", "g3"),
  consumer: pickOf("c1", "c2", "c3"),
  count: pickOf("1", "2", "3", "10", "1000", "0", "-1", "-3", "x", "-9223372036854775808"),
};

/** Templates by family. */
export const TEMPLATES: Readonly<Record<string, string>> = {
  str: `
    3 set <key> <value>
    2 set <key> <int>
    3 set <key> <value> [(EX <ttl>|PX <ms>|EXAT <at>|PXAT <msat>|KEEPTTL)] [(NX|XX)] [GET]
    2 get <key>
    2 incr <key>
    decr <key>
    2 incrby <key> <int>
    decrby <key> <int>
    2 incrbyfloat <key> <float>
    append <key> <value>
    strlen <key>
    getrange <key> <int> <int>
    substr <key> <int> <int>
    setrange <key> <small> <value>
    setnx <key> <value>
    setex <key> <ttl> <value>
    psetex <key> <ms> <value>
    getset <key> <value>
    getdel <key>
    getex <key> [(EX <ttl>|PX <ms>|EXAT <at>|PXAT <msat>|PERSIST)]
    mget {<key>}
    mset {<key> <value>}
    msetnx {<key> <value>}
    lcs <key> <key> [LEN] [IDX] [MINMATCHLEN <small>] [WITHMATCHLEN]
    object encoding <key>
    object refcount <key>
  `,
  bits: `
    3 setbit <key> <offset> <bit>
    2 getbit <key> <offset>
    set <key> <value>
    2 bitcount <key> [<int> <int> [(BIT|BYTE|x)]]
    2 bitpos <key> <bit> [<int> [<int> [(BIT|BYTE)]]]
    bitop (AND|OR|XOR|NOT|and|x) <key> {<key>}
    bitop NOT <key> <key>
    bitfield <key> {(GET <type> <bfoffset>|SET <type> <bfoffset> <int>|INCRBY <type> <bfoffset> <int>|OVERFLOW (WRAP|SAT|FAIL|x))}
    bitfield <key> {(GET u8 <bfoffset>|SET i8 <bfoffset> <int>|INCRBY u4 <bfoffset> <int>|OVERFLOW (WRAP|SAT|FAIL))}
    bitfield_ro <key> {GET <type> <bfoffset>} [SET u8 0 1]
    get <key>
    strlen <key>
    append <key> <value>
    setrange <key> <small> <value>
    object encoding <key>
  `,
  hash: `
    4 hset <key> {<field> <value>}
    hmset <key> {<field> <value>}
    hsetnx <key> <field> <value>
    2 hget <key> <field>
    hmget <key> {<field>}
    2 hdel <key> {<field>}
    2 hgetall <key>
    hkeys <key>
    hvals <key>
    hlen <key>
    hexists <key> <field>
    hstrlen <key> <field>
    2 hincrby <key> <field> <int>
    2 hincrbyfloat <key> <field> <float>
    hset <key> <field> <int>
    hrandfield <key> [<count> [WITHVALUES]]
    hscan <key> 0 [MATCH <pattern>] [COUNT <small>]
    object encoding <key>
  `,
  list: `
    3 rpush <key> {<value>}
    2 lpush <key> {<value>}
    lpushx <key> {<value>}
    rpushx <key> {<value>}
    lpop <key> [<small>]
    rpop <key> [<small>]
    llen <key>
    3 lrange <key> <int> <int>
    lrange <key> 0 -1
    ltrim <key> <int> <int>
    lindex <key> <int>
    lset <key> <int> <value>
    linsert <key> (BEFORE|AFTER|before|x) <value> <value>
    lrem <key> <int> <value>
    2 lpos <key> <value> [RANK <int>] [COUNT <small>] [MAXLEN <small>]
    lmove <key> <key> (LEFT|RIGHT|left|x) (LEFT|RIGHT|right)
    rpoplpush <key> <key>
    lmpop (1 <key>|2 <key> <key>|<int> <key>) (LEFT|RIGHT|x) [COUNT <small>]
    object encoding <key>
    sort <key> [LIMIT <int> <small>] [(ASC|DESC)] ALPHA
    sort <key> [(ASC|DESC)]
    sort <key> BY nosort [GET #] [STORE <key>]
    sort <key> ALPHA [GET #] [GET str*] STORE <key>
  `,
  set: `
    2 sadd <key> {<intmember>}
    2 sadd <key> {<member>}
    srem <key> {<member>}
    srem <key> {<intmember>}
    2 smembers <key>
    scard <key>
    sismember <key> <member>
    smismember <key> {<member>}
    smove <key> <key> <member>
    sinter {<key>}
    sunion {<key>}
    sdiff {<key>}
    sinterstore <key> {<key>}
    sunionstore <key> {<key>}
    sdiffstore <key> {<key>}
    sintercard (1 <key>|2 <key> <key>|<int> <key>) [LIMIT <small>]
    spop <key> [1000]
    srandmember <key> [<count>]
    sscan <key> 0 [MATCH <pattern>] [COUNT 1000]
    object encoding <key>
    sort <key> ALPHA [LIMIT <int> <small>] [(ASC|DESC)]
    sort <key> [LIMIT <int> <small>] [(ASC|DESC)] [BY str*]
  `,
  zset: `
    4 zadd <key> {<float> <member>}
    2 zadd <key> [(NX|XX)] [(GT|LT)] [CH] [INCR] {<float> <member>}
    zincrby <key> <float> <member>
    zrem <key> {<member>}
    zscore <key> <member>
    zmscore <key> {<member>}
    zcard <key>
    zrank <key> <member>
    zrevrank <key> <member>
    zcount <key> <min> <max>
    zrange <key> 0 -1 [WITHSCORES]
    2 zrange <key> <int> <int> [REV] [WITHSCORES]
    2 zrange <key> <min> <max> BYSCORE [LIMIT <int> <int>] [WITHSCORES]
    zrange <key> <max> <min> BYSCORE REV [LIMIT <int> <int>] [WITHSCORES]
    zrevrange <key> <int> <int> [WITHSCORES]
    zrangebyscore <key> <min> <max> [WITHSCORES] [LIMIT <int> <int>]
    zrevrangebyscore <key> <max> <min> [WITHSCORES] [LIMIT <int> <int>]
    zrangestore <key> <key> <int> <int> [REV]
    zrangestore <key> <key> <min> <max> BYSCORE [REV] [LIMIT <int> <int>]
    zremrangebyrank <key> <int> <int>
    zremrangebyscore <key> <min> <max>
    zpopmin <key> [<small>]
    zpopmax <key> [<small>]
    zmpop (1 <key>|2 <key> <key>|<int> <key>) (MIN|MAX|x) [COUNT <small>]
    zunion 2 <key> <key> [WEIGHTS <float> <float>] [AGGREGATE (SUM|MIN|MAX|x)] [WITHSCORES]
    zinter 2 <key> <key> [WEIGHTS <float> <float>] [AGGREGATE (SUM|MIN|MAX)] [WITHSCORES]
    zdiff 2 <key> <key> [WITHSCORES]
    zunionstore <key> 2 <key> <key> [WEIGHTS <float> <float>] [AGGREGATE (SUM|MIN|MAX)]
    zinterstore <key> 3 <key> <key> <key> [WEIGHTS <float> <float> <float>]
    zdiffstore <key> 2 <key> <key>
    zintercard (1 <key>|2 <key> <key>|<int> <key>) [LIMIT <small>]
    zunion 2 <key> set1 WITHSCORES
    zrandmember <key> [<count> [WITHSCORES]]
    zscan <key> 0 [MATCH <pattern>] [COUNT <small>]
    object encoding <key>
    sort <key> ALPHA [LIMIT <int> <small>] [(ASC|DESC)]
    sort <key> BY nosort [LIMIT <int> <small>] [(ASC|DESC)]
  `,
  lex: `
    4 zadd <key> {0 <shortmember>}
    zunionstore <key> 2 <key> <key> AGGREGATE MIN
    4 zadd <key> {<float> <shortmember>}
    zrem <key> <shortmember>
    zrange <key> 0 -1
    zlexcount <key> <lexmin> <lexmax>
    zrange <key> <lexmin> <lexmax> BYLEX [LIMIT <int> <int>] [WITHSCORES]
    zrangebylex <key> <lexmin> <lexmax> [LIMIT <int> <int>]
    zrevrangebylex <key> <lexmax> <lexmin> [LIMIT <int> <int>]
    zremrangebylex <key> <lexmin> <lexmax>
  `,
  stream: `
    5 xadd <key> <newid> {<field> <value>}
    2 xadd <key> [NOMKSTREAM] [MAXLEN [(~|=)] <small>] <newid> {<field> <value>}
    xadd <key> MINID [(~|=)] <id> [LIMIT <small>] <newid> {<field> <value>}
    xtrim <key> MAXLEN [(~|=)] <small> [LIMIT <small>]
    xtrim <key> MINID [(~|=)] <id>
    xlen <key>
    2 xrange <key> <rid> <rid> [COUNT <small>]
    xrange <key> - + [COUNT <small>]
    xrevrange <key> <rid> <rid> [COUNT <small>]
    xrevrange <key> + - [COUNT <small>]
    2 xdel <key> {<rid>}
    xsetid <key> <rid> [ENTRIESADDED <tiny>] [MAXDELETEDID <rid>]
    2 xread [COUNT <small>] STREAMS (<key> <rid>|<key> <key> <rid> <rid>|<key> <id>)
    3 xgroup CREATE <key> <group> (<rid>|$|0) [MKSTREAM] [ENTRIESREAD <tiny>]
    xgroup SETID <key> <group> (<rid>|$) [ENTRIESREAD <tiny>]
    xgroup DESTROY <key> <group>
    xgroup CREATECONSUMER <key> <group> <consumer>
    xgroup DELCONSUMER <key> <group> <consumer>
    4 xreadgroup GROUP <group> <consumer> [COUNT <small>] [NOACK] STREAMS (<key> >|<key> <rid>|<key> <key> > >|<key> 0)
    2 xack <key> <group> {<rid>}
    xpending <key> <group>
    2 xpending <key> <group> [IDLE (0|100000|x|-1)] - + <small> [<consumer>]
    xpending <key> <group> <rid> <rid> <small> [<consumer>]
    2 xclaim <key> <group> <consumer> 0 {<rid>} [FORCE] [JUSTID] [RETRYCOUNT <small>] [LASTID <rid>] [IDLE <small>]
    xautoclaim <key> <group> <consumer> 0 <rid> [COUNT <small>] [JUSTID]
    2 xinfo STREAM <key>
    xinfo STREAM <key> FULL [COUNT <small>]
    2 xinfo GROUPS <key>
    xinfo CONSUMERS <key> <group>
    del <key>
    copy <key> <key>
  `,
  geo: `
    4 geoadd <key> [(NX|XX)] [CH] {<lon> <lat> <place>}
    2 geopos <key> {<place>}
    2 geodist <key> <place> <place> [<unit>]
    geohash <key> {<place>}
    2 geosearch <key> (FROMMEMBER <place>|FROMLONLAT <lon> <lat>) (BYRADIUS <radius> <unit>|BYBOX <radius> <radius> <unit>) [(ASC|DESC)] [COUNT <small> [ANY]] [WITHCOORD] [WITHDIST] [WITHHASH]
    2 geosearch <key> FROMLONLAT <lon> <lat> BYRADIUS <radius> km (ASC|DESC)
    geosearch <key> FROMLONLAT <lon> <lat> BYBOX <radius> <radius> km (ASC|DESC)
    geosearchstore <key> <key> (FROMMEMBER <place>|FROMLONLAT <lon> <lat>) (BYRADIUS <radius> <unit>|BYBOX <radius> <radius> <unit>) [(ASC|DESC)] [COUNT <small>] [STOREDIST]
    georadius <key> <lon> <lat> <radius> <unit> [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT <small>] [(ASC|DESC)] [(STORE <key>|STOREDIST <key>)]
    georadius_ro <key> <lon> <lat> <radius> <unit> [WITHCOORD] [WITHDIST] [COUNT <small>] [STORE <key>]
    georadiusbymember <key> <place> <radius> <unit> [WITHCOORD] [WITHDIST] [COUNT <small>] [(ASC|DESC)]
    georadiusbymember_ro <key> <place> <radius> <unit> [WITHHASH] [(ASC|DESC)]
    zrange <key> 0 -1 WITHSCORES
    zrem <key> <place>
  `,
  hll: `
    4 pfadd <key> {<element>}
    3 pfadd <key> <element> <element> <element> <element> <element> <element> <element> <element> <element> <element> <element> <element> <element> <element>
    pfadd <key>
    3 pfcount <key>
    pfcount <key> {<key>}
    2 pfmerge <key> {<key>}
    set <key> <value>
    del <key>
    copy <key> <key>
  `,
  dump: `
    4 restore <key> <ttl0> <payload> [REPLACE] [ABSTTL] [IDLETIME <small>] [FREQ <small>]
    3 restore <key> 0 <payload> REPLACE
    type <key>
    2 object encoding <key>
    object (freq|idletime) <key>
    get <key>
    lrange <key> 0 -1
    hgetall <key>
    zrange <key> 0 -1 WITHSCORES
    smembers <key>
    xrange <key> - +
    xinfo stream <key>
    xpending <key> g1
    ttl <key>
    del <key>
    append <key> <value>
    zadd <key> <float> <member>
    hset <key> <field> <value>
    xadd <key> 99-* f v
    dump nosuchkey
  `,
  any: `
    2 type <key>
    2 del {<key>}
    unlink <key>
    exists {<key>}
    touch {<key>}
    rename <key> <key>
    renamenx <key> <key>
    copy <key> <key> [DB <db>] [REPLACE]
    move <key> <db>
    2 expire <key> <ttl> [<cond>] [<cond>]
    pexpire <key> <ms> [<cond>]
    expireat <key> <at> [<cond>]
    pexpireat <key> <msat> [<cond>]
    2 ttl <key>
    pttl <key>
    expiretime <key>
    pexpiretime <key>
    2 persist <key>
    dbsize
    keys <pattern>
    scan 0 COUNT 10000 [MATCH <pattern>] [TYPE (string|hash|list|set|zset|stream|x)]
    object encoding <key>
    object refcount <key>
    echo <value>
    ping [<value>]
    select <db>
    select 0
    get <key>
    dump nokey
    flushdb [(ASYNC|SYNC|x)]
    swapdb 0 <db>
    randomkey
    nosuchcommand <value>
    object help
    (memory|xinfo|cluster|command|pubsub|config|acl) help
    cluster (info|slots|nosuch)
    command getkeys (set <key> <value>|zunionstore <key> 2 <key> <key>|mset <key> <value> <key> <value>|sort <key> STORE <key>|get|ping)
    pubsub (channels|numsub <value>|numpat)
    publish <value> <value>
    memory (purge|usage <key> SAMPLES <value>|nosuch)
    object nosuch <key>
    role
  `,
};

/** Everything, or the named families only. */
export function grammarOf(families: readonly string[] = Object.keys(TEMPLATES)): Grammar {
  return new Grammar(Object.fromEntries(families.map((name) => [name, TEMPLATES[name]!])), WORDS);
}
