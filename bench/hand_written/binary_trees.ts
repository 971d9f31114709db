/** Binary trees made and dropped while a long-lived one stays. */
interface Tree {
  readonly left?: Tree;
  readonly right?: Tree;
}

function tree(depth: number): Tree {
  if (depth === 0) return { left: undefined, right: undefined };
  return { left: tree(depth - 1), right: tree(depth - 1) };
}

function count(node: Tree): number {
  if (node.left === undefined) return 1;
  return 1 + count(node.left) + count(node.right!);
}

/** The program. */
export function run(depth: number): string {
  const long = tree(depth);
  let total = 0;
  for (let d = 4; d <= depth; d += 2) {
    for (let i = 1; i <= 2 ** (depth - d); i++) total += count(tree(d));
  }
  return `${total} ${count(long)}`;
}
