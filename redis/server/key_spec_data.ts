/**
 * Which arguments of a command are keys, as COMMAND tells it, recorded from redis-server 7.0.15.
 *
 * A line is the specifications, divided by semicolons, and the commands they are those of. A specification is flags,
 * where the search begins (`i` and an index, `k` with a keyword and where to look for it, `u` for unknown), how the keys
 * are found from there (`r` with last key, step and limit, `n` with where their number is, the first key and the step)
 * and, perhaps, a note.
 *
 * @module
 */

// deno-fmt-ignore
/** The lines. */
export const KEY_SPECS = `
RO,access i1 r0,1,0: bitcount bitfield_ro bitpos dump expiretime geodist geohash geopos georadius_ro georadiusbymember_ro geosearch get getbit getrange hget hgetall hkeys hmget hrandfield hscan hvals lindex lpos lrange pexpiretime pttl smembers smismember srandmember sscan substr ttl xpending xrange xrevrange zcount zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore
RW,update i1 r0,1,0: expire expireat geoadd hmset hset lset persist pexpire pexpireat setrange xack xclaim xsetid zadd
RW,access,update i1 r0,1,0: decr decrby getset hincrby hincrbyfloat incr incrby incrbyfloat move setbit zincrby
RW,delete i1 r0,1,0: hdel lrem ltrim srem xautoclaim xdel xtrim zrem zremrangebylex zremrangebyrank zremrangebyscore
RO i1 r0,1,0: hexists hlen hstrlen llen scard sismember strlen type xlen zcard
RW,insert i1 r0,1,0: append hsetnx linsert lpush lpushx pfadd rpush rpushx sadd
RW,access,delete i1 r0,1,0: getdel lpop rpop spop zpopmax zpopmin
RO i2 r0,1,0: memory|usage object|encoding object|freq object|idletime object|refcount
RO,access i1 n0,1,1: sintercard zdiff zinter zintercard zunion
RW,access,delete i1 r0,1,0; RW,insert i2 r0,1,0: blmove brpoplpush lmove rpoplpush smove
OW,update i1 r0,1,0: psetex restore restore-asking setex
RO,access i1 r-1,1,0: mget sdiff sinter sunion
RW,access,delete i1 r-2,1,0: blpop brpop bzpopmax bzpopmin
OW,update i1 r0,1,0; RO,access i2 n0,1,1: zdiffstore zinterstore zunionstore
RO i1 r-1,1,0: exists touch watch
RO,access i2 r0,1,0: xinfo|consumers xinfo|groups xinfo|stream
OW,update i1 r0,1,0; RO,access i2 r-1,1,0: sdiffstore sunionstore
OW,update i1 r0,1,0; RO,access i2 r0,1,0: geosearchstore zrangestore
RM,delete i1 r-1,1,0: del unlink
RO,access i2 n0,1,1 We cannot tell how the keys will be used so we assume the worst, RO and ACCESS: eval_ro fcall_ro
RW,access,delete i1 n0,1,1: lmpop zmpop
RW,access,delete i2 n0,1,1: blmpop bzmpop
RW,access,update i2 n0,1,1 We cannot tell how the keys will be used so we assume the worst, RW and UPDATE: eval fcall
RW,delete i2 r0,1,0: xgroup|delconsumer xgroup|destroy
RW,insert i2 r0,1,0: xgroup|create xgroup|createconsumer
not_key i1 r-1,1,0: ssubscribe sunsubscribe
OW,insert i1 r-1,2,0: msetnx
OW,insert i1 r0,1,0: setnx
OW,update i1 r-1,2,0: mset
OW,update i2 r0,1,0; RO,access i3 r-1,1,0: bitop
RO,access i1 r0,1,0; OW,update i2 r0,1,0: copy
RO,access i1 r0,1,0; OW,update kSTORE,5 r0,1,0; OW,update kSTOREDIST,5 r0,1,0: georadiusbymember
RO,access i1 r0,1,0; OW,update kSTORE,6 r0,1,0; OW,update kSTOREDIST,6 r0,1,0: georadius
RO,access i1 r0,1,0; RO,access u u For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort: sort_ro
RO,access i1 r0,1,0; RO,access u u For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort; OW,update u u For the optional STORE keyword. It is marked 'unknown' because the keyword can appear anywhere in the argument array: sort
RO,access i1 r1,1,0: lcs
RO,access i2 n0,1,1: evalsha_ro
RO,access kSTREAMS,1 r-1,1,2: xread
RO,access kSTREAMS,4 r-1,1,2: xreadgroup
RW,access i1 r-1,1,0 RW because it may change the internal representation of the key, and propagate to replicas: pfcount
RW,access i2 r0,1,0: pfdebug
RW,access,delete i1 r0,1,0; OW,insert i2 r0,1,0: renamenx
RW,access,delete i1 r0,1,0; OW,update i2 r0,1,0: rename
RW,access,delete i3 r0,1,0; RW,access,delete,incomplete kKEYS,-2 r-1,1,0: migrate
RW,access,insert i1 r0,1,0; RO,access i2 r-1,1,0: pfmerge
RW,access,update i1 r0,1,0 RW and UPDATE because it changes the TTL: getex
RW,access,update i2 n0,1,1: evalsha
RW,access,update,variable_flags i1 r0,1,0 RW and ACCESS due to the optional \`GET\` argument: set
RW,access,update,variable_flags i1 r0,1,0 This command allows both access and modification of the key: bitfield
RW,update i1 r0,1,0 UPDATE instead of INSERT because of the optional trimming feature: xadd
RW,update i1 r0,1,0; RO,access i2 r-1,1,0: sinterstore
RW,update i2 r0,1,0: xgroup|setid
not_key i1 r0,1,0: spublish
`;
