/** Hofstadter's sequences, and even and odd by functions that get each other as arguments. */
function female(n: number): number {
  return n === 0 ? 1 : n - male(female(n - 1));
}

function male(n: number): number {
  return n === 0 ? 0 : n - female(male(n - 1));
}

type Parity = (n: number, other: Parity) => boolean;

const even: Parity = (n, odd) => n === 0 ? true : odd(n - 1, even);
const odd: Parity = (n, other) => n === 0 ? false : other(n - 1, odd);

/** The program. */
export function run(n: number): string {
  let sum = 0, evens = 0;
  for (let i = 0; i <= n; i++) {
    sum += female(i % 40) * 3 + male(i % 40);
    for (let j = 1; j <= 20; j++) {
      if (even(i + j, odd)) evens++;
    }
  }
  return `${sum} ${evens}`;
}
