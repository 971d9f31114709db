/** Counting the words of a text, and the most frequent ones. */
const SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "zu"];

/** The program. */
export function run(n: number): string {
  let seed = 5;
  const words: string[] = [];
  for (let i = 0; i < n; i++) {
    seed = (seed * 8121 + 28411) % 134456;
    let word = SYLLABLES[seed % 10]! + SYLLABLES[Math.floor(seed / 10) % 10]!;
    if (seed % 3 === 0) word += SYLLABLES[seed % 7]!;
    words.push(word);
  }
  const text = words.join(" ");
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const list = [...counts].map(([word, count]) => ({ word, count }));
  list.sort((a, b) => a.count !== b.count ? b.count - a.count : a.word < b.word ? -1 : 1);
  const top = list.slice(0, 3).map(({ word, count }) => `${word}=${count}`);
  return `${list.length} ${top.join(" ")}`;
}
