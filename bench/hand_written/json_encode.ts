/** A JSON encoder written by hand, as the program is about writing one; keys in order. */
const ESCAPES: ReadonlyMap<string, string> = new Map([['"', '\\"'], ["\\", "\\\\"], ["\n", "\\n"], [
  "\t",
  "\\t",
]]);

function quote(text: string): string {
  // deno-lint-ignore no-control-regex
  return '"' + text.replace(/[\x00-\x1f\x7f"\\]/g, (c) => ESCAPES.get(c) ?? c) + '"';
}

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

function encode(value: Json, out: string[]): void {
  if (typeof value === "string") out.push(quote(value));
  else if (typeof value !== "object") out.push(String(value));
  else if (Array.isArray(value)) {
    out.push("[");
    for (let i = 0; i < value.length; i++) {
      if (i > 0) out.push(",");
      encode(value[i]!, out);
    }
    out.push("]");
  } else {
    const record = value as { readonly [key: string]: Json };
    const keys = Object.keys(record).sort();
    out.push("{");
    for (let i = 0; i < keys.length; i++) {
      if (i > 0) out.push(",");
      out.push(quote(keys[i]!), ":");
      encode(record[keys[i]!]!, out);
    }
    out.push("}");
  }
}

/** The program. */
export function run(rounds: number): string {
  const users: Json[] = [];
  for (let i = 1; i <= 20; i++) {
    users.push({ id: i, name: "user" + i, tags: ["red", "green"], active: i % 2 === 0, score: i / 4 });
  }
  const data = { users, version: 3, ratio: 0.5, title: 'a "title"\n' };
  let size = 0;
  for (let i = 1; i <= rounds; i++) {
    data.version = i;
    const out: string[] = [];
    encode(data, out);
    size += out.join("").length;
  }
  return String(size);
}
