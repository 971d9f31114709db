/** Iterators that are closures. */
type Next = () => number | undefined;

function range(from: number, to: number): Next {
  let i = from - 1;
  return () => {
    i++;
    return i <= to ? i : undefined;
  };
}

function keep(iterator: Next, wanted: (value: number) => boolean): Next {
  return () => {
    while (true) {
      const value = iterator();
      if (value === undefined || wanted(value)) return value;
    }
  };
}

function zip(left: Next, right: Next): () => [number, number] | undefined {
  return () => {
    const a = left(), b = right();
    return a !== undefined && b !== undefined ? [a, b] : undefined;
  };
}

const odd = (x: number): boolean => x % 2 === 1;

/** The program. */
export function run(rounds: number): string {
  let total = 0;
  for (let round = 1; round <= rounds; round++) {
    const values = range(1, 50);
    for (let value = values(); value !== undefined; value = values()) total += value;
    const pairs = zip(keep(range(1, 60), odd), range(round % 10, 100));
    for (let pair = pairs(); pair !== undefined; pair = pairs()) total += pair[0] * pair[1];
  }
  return String(total);
}
