/** Quicksort, heap sort and binary search written by hand. */
function quicksort(list: number[], low: number, high: number): void {
  while (low < high) {
    const pivot = list[(low + high) >> 1]!;
    let i = low - 1, j = high + 1;
    while (true) {
      do i++; while (list[i]! < pivot);
      do j--; while (list[j]! > pivot);
      if (i >= j) break;
      const kept = list[i]!;
      list[i] = list[j]!;
      list[j] = kept;
    }
    quicksort(list, low, j);
    low = j + 1;
  }
}

function sift(list: number[], root: number, last: number): void {
  while (2 * root + 1 <= last) {
    let child = 2 * root + 1;
    if (child < last && list[child]! < list[child + 1]!) child++;
    if (list[root]! >= list[child]!) return;
    const kept = list[root]!;
    list[root] = list[child]!;
    list[child] = kept;
    root = child;
  }
}

function heapsort(list: number[]): void {
  const n = list.length;
  for (let root = (n >> 1) - 1; root >= 0; root--) sift(list, root, n - 1);
  for (let last = n - 1; last > 0; last--) {
    const kept = list[0]!;
    list[0] = list[last]!;
    list[last] = kept;
    sift(list, 0, last - 1);
  }
}

function search(list: number[], value: number): number {
  let low = 0, high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The program. */
export function run(n: number): string {
  const a: number[] = [], b: number[] = [];
  let seed = 3;
  for (let i = 0; i < n; i++) {
    seed = (seed * 8121 + 28411) % 134456;
    a.push(seed);
    b.push(seed);
  }
  quicksort(a, 0, n - 1);
  heapsort(b);
  let same = true, found = 0;
  for (let i = 0; i < n; i++) {
    if (a[i] !== b[i]) same = false;
    found += (search(a, b[i]!) + 1) % 10;
  }
  return `${a[0]} ${found} ${same}`;
}
