/** Pancake flipping over all permutations. */
function fannkuch(n: number): [number, number] {
  const p: number[] = [], q: number[] = [], s: number[] = [];
  let sign = 1, largest = 0, checksum = 0;
  for (let i = 0; i < n; i++) {
    p.push(i);
    q.push(i);
    s.push(i);
  }
  while (true) {
    let first = p[0]!;
    if (first !== 0) {
      for (let i = 1; i < n; i++) q[i] = p[i]!;
      let flips = 1;
      while (true) {
        const value = q[first]!;
        if (value === 0) {
          checksum += sign * flips;
          if (flips > largest) largest = flips;
          break;
        }
        q[first] = first;
        for (let i = 1, j = first - 1; i < j; i++, j--) {
          const kept = q[i]!;
          q[i] = q[j]!;
          q[j] = kept;
        }
        first = value;
        flips++;
      }
    }
    if (sign === 1) {
      const kept = p[0]!;
      p[0] = p[1]!;
      p[1] = kept;
      sign = -1;
      continue;
    }
    const kept = p[1]!;
    p[1] = p[2]!;
    p[2] = kept;
    sign = 1;
    for (let i = 2; i < n; i++) {
      const left = s[i]!;
      if (left !== 0) {
        s[i] = left - 1;
        break;
      }
      if (i === n - 1) return [checksum, largest];
      s[i] = i;
      const moved = p[0]!;
      for (let j = 0; j <= i; j++) p[j] = p[j + 1]!;
      p[i + 1] = moved;
    }
  }
}

/** The program. */
export function run(n: number): string {
  return fannkuch(n).join(" ");
}
