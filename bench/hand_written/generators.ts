/** Generators: a tree walked in order, and squares. */
interface Node {
  readonly value: number;
  readonly left: Node | undefined;
  readonly right: Node | undefined;
}

function tree(depth: number, value: number): Node | undefined {
  if (depth === 0) return undefined;
  return { value, left: tree(depth - 1, value * 2), right: tree(depth - 1, value * 2 + 1) };
}

function* walk(node: Node | undefined): Generator<number> {
  if (node === undefined) return;
  yield* walk(node.left);
  yield node.value;
  yield* walk(node.right);
}

function* squares(n: number): Generator<[number, number]> {
  for (let i = 1; i <= n; i++) yield [i * i, i];
}

/** The program. */
export function run(rounds: number): string {
  const root = tree(6, 1);
  let total = 0;
  for (let round = 0; round < rounds; round++) {
    for (const value of walk(root)) total += value;
    for (const [square, i] of squares(40)) total += square - i;
  }
  return String(total);
}
