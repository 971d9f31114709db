/**
 * Conversations with a server: what a client sends at once, ending with QUIT, so that the server's complete output is
 * known when it closes the connection. `data/sessions.json` has what redis-server 7.0.15 answered.
 *
 * @module
 */

import { bytesOf, decodeBytes } from "../../../redis/resp/latin1.ts";

/** Inline commands separated by bars; what has other line ends or is binary is in `RAW`. */
const INLINE = `
hello
hello 3
hello 4
hello x
hello 3 auth a
hello 3 auth a b
hello 3 auth default b
hello 3 auth default x setname
hello 3 setname "a b"
hello 2 setname foo|client getname|client setname ""|client getname
hello 3 foo
auth
auth a
auth a b
auth default x
auth a b c
foo|foo a b|foo a 'b c'|""|get|GET a b|config foo|config|config|get x|client|object encoding
multi|multi|get|set a 1|exec|exec
multi|foo|exec
multi|watch a|exec
multi|discard|discard
watch|unwatch a|watch a b|unwatch
flushall|multi|incr a|lpush a x|get a|exec
flushall|watch a|set a 1|multi|get a|exec|multi|get a|exec
flushall|watch a|multi|get a|exec
flushall|set a 1|watch a|unwatch|set a 2|multi|get a|exec
flushall|watch a|discard|multi|discard|get a
multi|config get maxmemory|ping|select 3|exec|client list
multi|auth a|hello 3|exec|exec
multi|quit|exec
multi|client reply off|exec
flushall|multi|blpop nokey 0|brpoplpush a2 b2 0|xread block 0 streams st $|bzpopmin z 0|exec
script flush|multi|eval "return 1" 0|evalsha abc 0|script load "return 1"|exec
multi|subscribe a|exec|get x
multi|subscribe a|psubscribe b*|exec
multi|reset|exec
select 16|select x|select 1|select -1|select 99999999999999999999|select
subscribe a b|get x|ping|ping hi|unsubscribe a|unsubscribe|get x|ping
subscribe|psubscribe|unsubscribe|punsubscribe|sunsubscribe
psubscribe a*|publish abc hi|punsubscribe|publish abc hi
hello 3|subscribe a|get x|publish a hi|unsubscribe|unsubscribe zz
hello 3|psubscribe a*|publish ab hi|publish ba hi|punsubscribe
hello 3|ssubscribe a|spublish a hi|publish a hi|sunsubscribe
hello 3|subscribe a|multi|publish a b|exec
hello 3|multi|subscribe a|unsubscribe a|exec
subscribe a
subscribe a|reset|get x
subscribe a|hello 3|get x
subscribe a|multi|exec
subscribe a|ping a b|subscribe|foo
reset
client getname|client setname a|client no-evict on|client no-evict x|client setinfo lib-name x|client foo
client reply off|ping|client reply on|ping
client reply skip|ping|ping
client reply x|client reply
client kill 1.2.3.4:5|client kill id 9999999|client kill id x|client kill|client kill addr|client kill foo bar|client kill type foo
client kill type normal skipme foo|client kill id
client list type x|client list id 99999 99998|client list foo|client list type|client list id|client list id a
client unblock 99999|client unblock 1 x|client unblock a|client unblock|client pause 10|client unpause|client getredir
client pause|client pause abc|client pause -1|client pause 1 foo|client no-evict|client getname x|client setname|client id x
command count|command info get nosuch|command getkeys set a b|command foo
command getkeys eval "x" 2 a b c|command getkeys zunionstore d 2 a b|command getkeys get|command docs nosuch
config get maxmemory|config get save|config get foo|config set foo 1|config set maxmemory 100mb|config get maxmemory|config set maxmemory 0
config set maxmemory|config set databases 3|config set maxmemory abc|config set maxmemory -5
config set maxclients abc|config set maxclients 0|config set appendfsync x|config set timeout -1|config set maxmemory 1gb timeout x
config set maxmemory 1 maxmemory 2|config set busy-reply-threshold -1|config set lua-time-limit 100|config get busy-reply-threshold
config set lua-time-limit 5000|config set proto-max-bulk-len 10|config set timeout 10 20|config set loglevel|config resetstat
config rewrite|config get client-output-buffer-limit|config set client-output-buffer-limit "normal 0 0"
config set client-output-buffer-limit "foo 0 0 0"|config set client-output-buffer-limit "pubsub 64mb 16mb 90"|config get client-output-buffer-limit
config set client-output-buffer-limit "pubsub 32mb 8mb 60"
config set notify-keyspace-events KEA|config get notify-keyspace-events|config set notify-keyspace-events mn|config get notify-keyspace-events
config set notify-keyspace-events EKxn|config get notify-keyspace-events|config set notify-keyspace-events Q|config set notify-keyspace-events ""
flushall|hello 3|config set notify-keyspace-events KEA|psubscribe __key*|set a 1|incr a|del a|punsubscribe|config set notify-keyspace-events ""
flushall|set a 1|blpop a 1|blpop x 0.1|blpop x -1|blpop x y|blpop x
flushall|brpoplpush a b -1|blmove a b left x 1|bzpopmin x 0.01|blmpop 0.01 1 x left|bzmpop 0.01 1 x min
flushall|xread block 10 streams a $|xread block -1 streams a $|xread block x streams a $
flushall|rpush l a b c|blpop l 0|brpop l 0|blmove l m left right 0|blpop l 0.01|lrange m 0 -1
flushall|zadd z 1 a 2 b|bzpopmin z 0|bzpopmax y z 0|hello 3|bzpopmin z 0.01
publish a|publish a b|pubsub channels|pubsub numsub a b|pubsub numpat|pubsub foo|pubsub numsub|pubsub shardchannels|pubsub
ping a b|echo|echo a|time 1
role|replicaof no one|wait 0 10|wait 1 10|wait a b|wait 0 a|swapdb 0 1|swapdb 0 99|swapdb a 1|swapdb|shutdown foo
shutdown nosave save|shutdown abort|monitor x|cluster info|cluster myid|readonly|readwrite|asking|cluster
debug|debug sleep 0|debug set-active-expire 1
script|script exists|script flush foo|script load|script kill x|script kill|function kill|function|eval|eval "return 1"
eval "return 1" x|eval "return 1" 5 a|eval "return 1" -1|evalsha x y|script exists a b|script flush|script flush async|script flush async x
flushall|eval "return {KEYS[1],ARGV[1],ARGV[2]}" 1 k a b|eval "return redis.call('set',KEYS[1],'v')" 1 k|eval "redis.call('select',5) redis.call('set','k5','x') return redis.call('get','k')" 0|get k5|select 5|get k5
eval "return redis.call('publish','c','m')" 0|hello 3|subscribe c|eval "return redis.call('publish','c','m')" 0|eval "return {map={a=1}}" 0|eval "return {double=1.5}" 0
eval_ro "return redis.call('set','a',1)" 0|evalsha_ro abc 0|eval "return redis.call('nosuch')" 0|eval "return redis.call('blpop','a',0)" 0
function flush|function load "#!lua name=lib\\nredis.register_function('f', function(k,a) return {k[1],a[1]} end) redis.register_function{function_name='g', callback=function() return redis.call('get','x') end, flags={'no-writes'}, description='desc'}"|fcall f 1 a b|fcall nosuch 0|fcall f x|fcall f 5|fcall f -1|fcall_ro f 1 a b|fcall_ro g 0|function stats|function delete nolib|function delete lib|function list
function flush|function load "#!lua name=lib\\nredis.register_function('f', function(k,a) return 1 end)"|function list|function list withcode|function list libraryname l*|function list libraryname|function list foo|function list libraryname x libraryname y|hello 3|function list withcode|function stats|function flush foo|function load foo bar|function load|function flush async
flushall|debug set-active-expire 0|set x foo px 1|debug sleep 0.01|watch x|multi|ping|exec|watch x|del x|multi|ping|exec|set x foo px 1|debug sleep 0.01|watch x|flushdb|multi|ping|exec|set x foo px 1|debug sleep 0.01|watch x|set x bar|multi|ping|exec|debug set-active-expire 1
flushall|debug set-active-expire 0|set x foo px 20|watch x|debug sleep 0.03|multi|ping|exec|set x foo px 1|debug sleep 0.01|watch x|del x|set x bar|multi|ping|exec|debug set-active-expire 1
flushall|debug set-active-expire 0|select 1|set x foo px 1|set y foo px 1|select 0|set y foo px 1|debug sleep 0.01|watch x|swapdb 0 1|multi|ping|exec|unwatch|watch y|swapdb 0 1|multi|ping|exec|set z 1|watch z|swapdb 0 1|multi|ping|exec|debug set-active-expire 1|flushall
flushall|config set notify-keyspace-events KEA|hello 3|psubscribe __keyevent*|setbit b 7 1|setbit b 7 1|setbit b 6 0|setbit b 9 0|punsubscribe|config set notify-keyspace-events ""
flushall|setbit b 7 1|watch b|setbit b 7 1|bitfield b set u8 0 1|multi|ping|exec|watch b|setbit b 8 0|multi|ping|exec
debug protocol string|debug protocol integer|debug protocol double|debug protocol null|debug protocol array|debug protocol set|debug protocol map|debug protocol bignum|debug protocol true|debug protocol false|debug protocol verbatim|debug protocol attrib|debug protocol push|debug protocol x|debug protocol
hello 3|debug protocol string|debug protocol integer|debug protocol double|debug protocol null|debug protocol array|debug protocol set|debug protocol map|debug protocol bignum|debug protocol true|debug protocol false|debug protocol verbatim|debug protocol attrib|debug protocol push
debug set-disable-deny-scripts 1|eval "return redis.call('debug','protocol','map')" 0|eval "redis.setresp(3) return redis.call('debug','protocol','map')" 0|eval "redis.setresp(3) return cjson.encode(redis.call('debug','protocol','bignum'))" 0|eval "redis.setresp(3) return redis.call('debug','protocol','verbatim').verbatim_string.format" 0|eval "redis.setresp(3) return tostring(redis.call('debug','protocol','null'))" 0|eval "redis.setresp(3) return redis.call('debug','protocol','attrib')" 0|eval "return redis.call('debug','protocol','push')" 0|eval "return redis.call('debug','sleep','0.001')" 0|debug set-disable-deny-scripts 0|eval "return redis.call('debug','sleep','0')" 0
hello 3|debug set-disable-deny-scripts 1|eval "redis.setresp(3) return {redis.call('debug','protocol','map'),redis.call('debug','protocol','set'),redis.call('debug','protocol','bignum'),redis.call('debug','protocol','verbatim'),redis.call('debug','protocol','double'),redis.call('debug','protocol','true'),redis.call('debug','protocol','false')}" 0|debug set-disable-deny-scripts 0
flushall|debug digest|set s v|rpush l a b c|sadd t a b 1|zadd z 1.5 a -inf b|hset h f v g w|xadd x 1-1 a b|pexpire h 1000000|debug digest-value s l t z h x none|select 3|set s v|debug digest|debug reload|debug digest|debug reload nosave noflush merge|debug reload x|flushall
debug digest x|debug log a|debug log|debug quicklist-packed-threshold 100b|debug quicklist-packed-threshold x|debug change-repl-id|debug pause-cron 1|debug pause-cron 0|debug object|debug object nokey|debug set-disable-deny-scripts
flushall|sadd s a 1|srem s a|object encoding s|debug reload|object encoding s
flushall|config set maxmemory 1|set a b|get a|eval "return redis.call('set','a','b')" 0|eval "return redis.call('get','a')" 0|eval "#!lua\nreturn 1" 0|eval "#!lua flags=allow-oom\nreturn redis.call('set','a','b')" 0|eval "#!lua flags=no-writes\nreturn redis.call('get','a')" 0|multi|get a|set a c|exec|del a|config set maxmemory 0
function flush|config set maxmemory 1|function load "#!lua name=lib\nredis.register_function('f', function() return 1 end)"|config set maxmemory 0|function load "#!lua name=lib\nredis.register_function('f', function() return 1 end)"|config set maxmemory 1|fcall f 0|fcall_ro f 0|config set maxmemory 0|fcall f 0|function flush sync x|function flush x|function flush
flushall|config set min-replicas-to-write 1|config get min-slaves-to-write|set a b|get a|eval "return redis.call('set','a','b')" 0|eval "return redis.pcall('set','a','b')" 0|eval "#!lua\nreturn 1" 0|eval "#!lua flags=no-writes\nreturn 1" 0|eval_ro "#!lua\nreturn 1" 0|multi|set a b|exec|eval "return 1" 0|config set min-replicas-to-write 0|set a b
config get hash-max-listpack-entries|config get hash-max-ziplist-entries|config get list-max-listpack-size|config set list-max-ziplist-size -1|config get list-max-ziplist-size|config set list-max-listpack-size -2|config set list-compress-depth -1|config set slowlog-max-len x|config set loglevel x|config set lazyfree-lazy-expire x|config set hz 10|config set appendonly no|config get cluster-enabled|config set cluster-enabled no
command getkeys migrate 127.0.0.1 6379 "" 0 5000 keys a b|command getkeys migrate 127.0.0.1 6379 k 0 5000|command getkeys sort abc by nosort get # store def store ghi|command getkeys sort abc get store|command getkeys sort_ro abc store x|command getkeys georadius k 1 1 1 m store a storedist b|command getkeys fcall f x|command getkeys eval s 5 a|command getkeys zunionstore d 9 a|command getkeys xread count 1
eval "return redis.call('command','count')" 0|eval "return redis.call('command','info','nosuch')" 0|eval "return redis.call('command','getkeys','set','a','b')" 0|eval "return redis.call('pubsub','numsub','a')" 0|hello 3|subscribe c|eval "return redis.call('pubsub','channels')" 0|eval "return redis.call('pubsub','numsub','c')" 0|unsubscribe
command getkeysandflags set a b|command getkeysandflags set a b get|command getkeysandflags get a|command getkeysandflags mget a b c|command getkeysandflags mset a 1 b 2|command getkeysandflags del a b|command getkeysandflags lmove a b left right|command getkeysandflags sort a store b|command getkeysandflags sort a by x get y|command getkeysandflags sort_ro a by x|command getkeysandflags eval x 2 k l a|command getkeysandflags eval x 0|command getkeysandflags eval x 5 a|command getkeysandflags fcall f 1 k|command getkeysandflags zunionstore d 2 a b weights 1 2|command getkeysandflags zinter 2 a b withscores|command getkeysandflags xread count 1 streams a b 0 0|command getkeysandflags xreadgroup group g c streams a b > >|command getkeysandflags bitfield a get u8 0|command getkeysandflags bitfield a set u8 0 1|command getkeysandflags rename a b|command getkeysandflags copy a b|command getkeysandflags bitop and d a b|command getkeysandflags pfmerge a b c|command getkeysandflags georadius a 1 1 1 m storedist c store b|command getkeysandflags georadiusbymember a m 1 m store b|command getkeysandflags migrate h 1 k 0 1|command getkeysandflags migrate h 1 "" 0 1 keys a b|command getkeysandflags object encoding a|command getkeysandflags xgroup create s g 0|command getkeysandflags blpop a b 0|command getkeysandflags zmpop 1 a min|command getkeysandflags lcs a b|command getkeysandflags publish a b|command getkeysandflags ping|command getkeysandflags nosuch|command getkeysandflags get|command getkeysandflags geosearchstore a b frommember m byradius 1 m|command getkeysandflags spublish a b|command getkeysandflags ssubscribe a b|command getkeysandflags touch a b
hello 3|command getkeysandflags set a b|command info get set zadd eval evalsha xread xreadgroup sort georadius migrate lcs bitop publish
command info get set zadd eval evalsha xread xreadgroup sort georadius migrate lcs bitop publish
command getkeys spublish a b|command getkeys georadius a 1 1 1 m storedist c store b
client trackinginfo|client caching yes|client caching x
hello 3|info cluster|memory doctor|command info get nosuch|client trackinginfo|latency doctor|acl getuser default
acl cat|acl cat foo|acl cat a b|acl genpass x|acl genpass 0|acl genpass 4097|acl log reset|acl log|acl log x|acl log 5|acl getuser nosuch|acl getuser default|acl list|acl users|acl whoami|acl deluser default|acl deluser a|acl dryrun default get a|acl dryrun default get|acl dryrun default nosuch|acl dryrun x get a|acl load|acl save
config set requirepass abc|acl getuser default|acl list|config set requirepass ""
latency latest|latency history x|latency reset|latency doctor|latency graph x|slaveof no one|replicaof no one
flushall|set k v|expire k 100|persist k|object encoding k|append k x|getrange k 0 -1|strlen k|type k|dbsize|randomkey|rename k j|exists k j
`;

/** Conversations that are not lines of words. */
const RAW: readonly string[] = [
  "*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$5\r\na\r\nb\0\r\n",
  "*-1\r\n*0\r\nPING\r\n",
  "*2147483648\r\n",
  "*1048577\r\n",
  "*abc\r\n",
  "* 1\r\n",
  "*01\r\n",
  "*1\r\n:1\r\n",
  "*1\r\n\r\n\r\n",
  "*1\r\n$-1\r\n",
  "*1\r\n$536870913\r\n",
  "*1\r\n$x\r\n",
  "*1\r\n$4\r\nPINGxxPING\r\n",
  "*" + "1".repeat(70_000),
  "*1\r\n$" + "1".repeat(70_000),
  "a".repeat(70_000) + "\r\n",
  '"abc\r\n',
  "set a 'b\r\n",
  'ping "a"b\r\n',
  'echo "\\x41\\n\\r\\t\\a\\b\\\\\\"\\z"\r\n',
  "echo 'a\\'b\\n'\r\n",
  "\r\n\r\nping\r\n  ping  \n",
  "*1\rX$4\rXPING\r\n",
  "*1\r\n$0\r\n\r\n",
  "*2\r\n$3\r\nfoo\r\n$4\r\na\r\nb\r\n",
  "*2\r\n$300\r\n" + "x".repeat(300) + "\r\n$300\r\n" + "y".repeat(300) + "\r\n",
  "ping\r\n*x\r\nping\r\n",
  "quit\r\nping\r\n",
  "QUIT a b\r\n",
];

/** All conversations. */
export const SESSIONS: readonly string[] = [
  ...INLINE.trim().split("\n").map((line) => line.split("|").join("\r\n") + "\r\n"),
  ...RAW,
];

/** What a server says until it closes the connection, one char per byte. */
export async function converse(port: number, session: string): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const send = async (): Promise<void> => {
    const bytes = bytesOf(session + "QUIT\r\n");
    for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
  };
  // a server that closes early may not take everything
  const sent = send().catch(() => {});
  let output = "";
  const buffer = new Uint8Array(65536);
  for (;;) {
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) break;
    output += decodeBytes(buffer, 0, count);
  }
  await sent;
  return normalized(output);
}

/** Without what differs from run to run: identifiers, addresses, ages and sizes of buffers. */
function normalized(output: string): string {
  return output
    .replace(/\$2\r\nid\r\n:\d+/g, "$2\r\nid\r\n:N")
    .replace(/\$\d+\r\nid=\d+ addr=\S+ laddr=\S+ fd=\d+/g, "$N\r\nid addr laddr fd")
    .replace(/(age|idle|qbuf|qbuf-free|argv-mem|multi-mem|rbs|rbp|obl|oll|omem|tot-mem)=\d+/g, "$1=N");
}
