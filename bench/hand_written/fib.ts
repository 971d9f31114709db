/** Fibonacci numbers by double recursion. */
function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

/** The program. */
export function run(n: number): string {
  return String(fib(n));
}
