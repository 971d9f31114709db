/**
 * The settings of a server that change what commands do or how values are stored; `CONFIG SET` writes them.
 *
 * @module
 */

/** Settings, with the defaults of Redis 7.0. */
export class Limits {
  /** most entries of a hash in listpack form */
  hashEntries: number = 512;
  /** most bytes of a field or value of a hash in listpack form */
  hashBytes: number = 64;
  /** most members of a sorted set in listpack form */
  zsetEntries: number = 128;
  /** most bytes of a member of a sorted set in listpack form */
  zsetBytes: number = 64;
  /** most members of a set in intset form */
  intsetEntries: number = 512;
  /** most bytes of a node of a stream; 0 for no limit */
  streamNodeBytes: number = 4096;
  /** most entries of a node of a stream; 0 for no limit */
  streamNodeEntries: number = 100;
  /** most bytes of a string */
  stringBytes: number = 536870912;
  /** most bytes of a HyperLogLog in sparse form */
  hllSparseBytes: number = 3000;
  /** bytes of stored data from which commands with the flag `denyoom` are refused; 0 for no limit */
  maxMemory: number = 0;
  /** replicas there have to be for writes; as there never are any, anything but 0 refuses all writes */
  minReplicas: number = 0;
  /** bytes counted against that limit besides the stored data: what a server takes when it is empty */
  baseMemory: number = 0;
}
