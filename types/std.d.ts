/**
 * Types of the parts of Deno's standard library that this project uses.
 *
 * The npm package that carries the code ships no declarations, so without this file every import of it
 * would be `any` and `deno check` would say nothing about the tests. Declared is what is used; a missing
 * name is added here, copied in meaning from the documentation of the library.
 */

declare module "@std/assert" {
  // deno-lint-ignore no-explicit-any
  type AnyConstructor = new (...args: any[]) => any;
  // deno-lint-ignore no-explicit-any
  type ErrorConstructor<E extends Error> = abstract new (...args: any[]) => E;
  type Falsy = false | 0 | 0n | "" | null | undefined;

  export class AssertionError extends Error {
    constructor(message: string, options?: ErrorOptions);
  }

  export function assert(expr: unknown, msg?: string): asserts expr;
  export function assertFalse(expr: unknown, msg?: string): asserts expr is Falsy;
  export function assertEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T;
  export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T>;
  export function assertAlmostEquals(
    actual: number,
    expected: number,
    tolerance?: number,
    msg?: string,
  ): void;
  export function assertGreater<T>(actual: T, expected: T, msg?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertLess<T>(actual: T, expected: T, msg?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertStringIncludes(actual: string, expected: string, msg?: string): void;
  export function assertArrayIncludes<T>(actual: ArrayLike<T>, expected: ArrayLike<T>, msg?: string): void;
  export function assertObjectMatch(
    // deno-lint-ignore no-explicit-any
    actual: Record<PropertyKey, any>,
    expected: Record<PropertyKey, unknown>,
    msg?: string,
  ): void;
  export function assertInstanceOf<T extends AnyConstructor>(
    actual: unknown,
    expectedType: T,
    msg?: string,
  ): asserts actual is InstanceType<T>;
  export function assertIsError<E extends Error = Error>(
    error: unknown,
    ErrorClass?: ErrorConstructor<E>,
    msgMatches?: string | RegExp,
    msg?: string,
  ): asserts error is E;
  export function assertThrows(fn: () => unknown, msg?: string): unknown;
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    ErrorClass: ErrorConstructor<E>,
    msgIncludes?: string,
    msg?: string,
  ): E;
  export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    ErrorClass: ErrorConstructor<E>,
    msgIncludes?: string,
    msg?: string,
  ): Promise<E>;
  export function equal(a: unknown, b: unknown): boolean;
  export function fail(msg?: string): never;
  export function unimplemented(msg?: string): never;
  export function unreachable(msg?: string): never;
}

declare module "@std/cli/parse-args" {
  /** What `parseArgs` returns: positionals in `_`, the rest by flag name. */
  export interface Args {
    _: (string | number)[];
    "--"?: string[];
    [flag: string]: unknown;
  }

  /** Options of `parseArgs`. */
  export interface ParseOptions {
    /** Flags that take no value. */
    boolean?: boolean | string | readonly string[];
    /** Flags whose value stays a string; `"_"` keeps the positionals strings too. */
    string?: string | readonly string[];
    /** Flags that may be repeated: their value is an array. */
    collect?: string | readonly string[];
    /** Flags that may be written `--no-x`. */
    negatable?: string | readonly string[];
    /** Other names of a flag. */
    alias?: Record<string, string | readonly string[]>;
    /** Values of flags that are absent. */
    default?: Record<string, unknown>;
    /** Put everything after `--` in `args["--"]`. */
    "--"?: boolean;
    /** Stop at the first positional: the rest goes to `_` unread. */
    stopEarly?: boolean;
    /** Called for each argument not declared; returning `false` drops it. */
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  }

  export function parseArgs(args: readonly string[], options?: ParseOptions): Args;
}
