/** Maps with computed strings as keys. */
/** The program. */
export function run(n: number): string {
  const counts = new Map<string, number>(), seen = new Map<string, number>();
  for (let i = 1; i <= n; i++) {
    const key = "key" + i % 1000;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    seen.set("user:" + i + ":name", i);
    if (i % 4 === 0) seen.delete("user:" + (i - 2) + ":name");
  }
  let total = 0, left = 0;
  for (const count of counts.values()) total += count;
  for (let i = 1; i <= n; i++) {
    if (seen.has("user:" + i + ":name")) left++;
  }
  return `${counts.size} ${total} ${left}`;
}
