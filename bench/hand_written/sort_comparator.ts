/** Sorting records with a comparison function. */
interface Person {
  readonly age: number;
  readonly id: number;
}

/** The program. */
export function run(n: number): string {
  const people: Person[] = [];
  let seed = 11;
  for (let i = 1; i <= n; i++) {
    seed = (seed * 8121 + 28411) % 134456;
    people.push({ age: seed % 90, id: i });
  }
  let calls = 0;
  people.sort((a, b) => {
    calls++;
    return a.age !== b.age ? a.age - b.age : a.id - b.id;
  });
  people.sort((a, b) => b.id - a.id);
  people.sort((a, b) => a.age !== b.age ? b.age - a.age : a.id - b.id);
  let total = 0;
  for (let i = 0; i < n; i++) total = (total + people[i]!.age * (i + 1) + people[i]!.id) % 1000003;
  return `${total} ${calls >= n - 1}`;
}
