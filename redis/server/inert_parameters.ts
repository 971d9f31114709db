/**
 * Parameters about things there are none of here (replicas, snapshots, a slow log, compressed lists): test suites and
 * tools set them before they begin, so they are checked, kept and shown, and have no effect.
 *
 * @module
 */

/** Numbers: name, default, least, greatest; without the last two from 0 to 2^31 - 1. */
export const INERT_NUMBERS = `
active-expire-effort 1 1 10
hz 10
latency-monitor-threshold 0 0 9223372036854775807
lfu-decay-time 1
lfu-log-factor 10
list-compress-depth 0
list-max-listpack-size -2 -2147483648 2147483647
maxmemory-eviction-tenacity 10 0 100
maxmemory-samples 5 1 2147483647
min-replicas-max-lag 10
repl-backlog-ttl 3600 0 9223372036854775807
repl-ping-replica-period 10 1 2147483647
repl-timeout 60 1 2147483647
slowlog-log-slower-than 10000 -1 9223372036854775807
slowlog-max-len 128 0 9223372036854775807
tcp-keepalive 300
`;

/** What is on or off: name, default. */
export const INERT_SWITCHES = `
activerehashing yes
aof-use-rdb-preamble yes
crash-log-enabled yes
dynamic-hz yes
latency-tracking yes
lazyfree-lazy-eviction no
lazyfree-lazy-expire no
lazyfree-lazy-server-del no
lazyfree-lazy-user-del no
lazyfree-lazy-user-flush no
no-appendfsync-on-rewrite no
rdbcompression yes
replica-read-only yes
replica-serve-stale-data yes
stop-writes-on-bgsave-error yes
`;
