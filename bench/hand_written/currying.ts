/** Functions that make functions: currying, composition, partial application. */
type Unary = (x: number) => number;
type Volume = (a: number, b: number, c: number) => number;

const curry3 = (f: Volume) => (a: number) => (b: number) => (c: number): number => f(a, b, c);
const compose = (f: Unary, g: Unary): Unary => (x) => f(g(x));
const partial = (f: Volume, first: number) => (...rest: [number, number]): number => f(first, ...rest);

const volume: Volume = (a, b, c) => a * b + c;
const increment: Unary = (x) => x + 1;
const halve: Unary = (x) => x - x % 2;

/** The program. */
export function run(n: number): string {
  const curried = curry3(volume);
  let pipeline = increment;
  for (let i = 1; i <= 4; i++) pipeline = compose(i % 2 === 0 ? increment : halve, pipeline);
  let total = 0;
  for (let i = 1; i <= n; i++) {
    total += curried(i % 7)(2)(3) + pipeline(i % 100) + partial(volume, 2)(3, i % 3);
  }
  return String(total);
}
