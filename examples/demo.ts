/**
 * A small shop whose customers write Lua: loads every script in `examples/scripts`, gives each the same few
 * capabilities and its own limits, runs them side by side, and shows what came of it.
 *
 *     deno task demo
 *
 * Needs permission to read this folder, for the scripts and the data; the scripts themselves get nothing but
 * the functions below.
 */

import { compile, CompileError, instantiate, LimitError, LuaError, type Module, type Usage } from "../mod.ts";

const HERE = new URL(".", import.meta.url);

// ---- what the shop gives to scripts -----------------------------------------------------------------------

interface Product {
  name: string;
  price: number;
  group: string;
  stock: number;
}

const CATALOG: Record<string, Product> = readJson("data/catalog.json");
const ORDERS: unknown = readJson("data/orders.json");
const WEBHOOK = "order=1003&customer=c-17&status=paid&amount=29330&currency=eur&note=thanks%2C+all+good%21";

const CUSTOMERS = new Map([["c-17", { name: "Ada", tier: "gold" }], ["c-03", {
  name: "Brian",
  tier: "basic",
}]]);

/** As slow as a database on another machine. */
async function fetchCustomer(id: string) {
  await new Promise((resolve) => setTimeout(resolve, 40));
  const customer = CUSTOMERS.get(id);
  if (customer === undefined) throw new Error(`no customer ${id}`);
  return customer;
}

/** The capabilities of one script. Data is copied on the way in: what a script does to it stays there. */
function capabilities(log: (line: string) => void) {
  return {
    orders: ORDERS,
    webhook: WEBHOOK,
    log,
    fetch_customer: fetchCustomer,
    catalog: {
      skus: () => Object.keys(CATALOG).sort(),
      find(sku: unknown) {
        if (typeof sku !== "string") throw new TypeError("catalog.find takes a sku");
        return Object.hasOwn(CATALOG, sku) ? CATALOG[sku] : undefined;
      },
    },
  };
}

// ---- running ------------------------------------------------------------------------------------------

interface Outcome {
  name: string;
  output: string[];
  result?: unknown;
  error?: unknown;
  usage?: Usage;
  milliseconds: number;
}

async function runScript(name: string): Promise<Outcome> {
  const outcome: Outcome = { name, output: [], milliseconds: 0 };
  const start = performance.now();
  try {
    const module = compile(Deno.readFileSync(new URL(`scripts/${name}`, HERE)), { name });
    using instance = instantiate(module, {
      imports: capabilities((line) => void outcome.output.push(`log: ${line}`)),
      limits: { steps: 5_000_000, memory: 4 * 1024 * 1024, timeout: 2_000 },
      stdout: (text) => void outcome.output.push(...text.trimEnd().split("\n")),
      // a turn for the others every 100,000 steps
      slice: 100_000,
    });
    try {
      outcome.result = await instance.runAsync();
    } finally {
      outcome.usage = instance.usage;
    }
  } catch (error) {
    outcome.error = error;
  }
  outcome.milliseconds = performance.now() - start;
  return outcome;
}

// ---- showing ------------------------------------------------------------------------------------------

const COLOR = Deno.stdout.isTerminal() && !Deno.noColor;
const paint = (code: string) => (text: string) => COLOR ? `\x1b[${code}m${text}\x1b[0m` : text;
const [bold, dim, red, green, yellow, cyan] = ["1", "2", "31", "32", "33", "36"].map(paint) as [
  (text: string) => string,
  (text: string) => string,
  (text: string) => string,
  (text: string) => string,
  (text: string) => string,
  (text: string) => string,
];

function indent(text: string, prefix = "    "): string {
  return text.split("\n").map((line) => prefix + line).join("\n");
}

function show(outcome: Outcome): void {
  const { name, output, error, usage, milliseconds } = outcome;
  const ok = error === undefined;
  console.log(`${ok ? green("✔") : red("✘")} ${bold(name)}`);
  for (const line of output) console.log(indent(dim(line)));
  if (ok) console.log(indent(`${cyan("result")} ${JSON.stringify(outcome.result, null, 2)}`));
  else console.log(indent(describe(error)));
  if (usage !== undefined) {
    const kilobytes = (usage.peakMemory / 1024).toFixed(0);
    const time = `${milliseconds.toFixed(0)} ms`;
    console.log(
      indent(dim(`used ${usage.steps.toLocaleString("en")} steps, ${kilobytes} KB at most, ${time}`)),
    );
  }
  console.log();
}

function describe(error: unknown): string {
  if (error instanceof CompileError) {
    return `${red("does not compile:")} ${error.message}\n${yellow(indent(error.caret, "  "))}`;
  }
  if (error instanceof LimitError) {
    return `${yellow(`stopped (${error.kind}):`)} ${error.message}\n${dim(error.traceback)}`;
  }
  if (error instanceof LuaError) return `${red("error:")} ${error.message}\n${dim(error.traceback)}`;
  throw error;
}

function readJson<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(path, HERE)));
}

/** How cheap an instance is: one for every request, thrown away afterwards. */
function measure(module: Module, count: number): string {
  const imports = capabilities(() => {});
  const run = () => void instantiate(module, { imports, limits: { steps: 100_000, memory: 1 << 20 } }).run();
  for (let i = 0; i < 200; i++) run();
  const start = performance.now();
  for (let i = 0; i < count; i++) run();
  const each = (performance.now() - start) * 1000 / count;
  return `${count.toLocaleString("en")} fresh instances of it: ${
    each.toFixed(0)
  } microseconds each, made and run`;
}

const names = [...Deno.readDirSync(new URL("scripts/", HERE))]
  .map((entry) => entry.name)
  .filter((name) => name.endsWith(".lua"))
  .sort();

console.log(bold(`${names.length} scripts, side by side, each with 5,000,000 steps, 4 MB and 2 seconds\n`));
const finished: string[] = [];
const outcomes = await Promise.all(names.map(async (name) => {
  const outcome = await runScript(name);
  finished.push(name.replace(".lua", ""));
  return outcome;
}));
// what worked first
outcomes.sort((a, b) => Number(a.error !== undefined) - Number(b.error !== undefined));
for (const outcome of outcomes) show(outcome);
console.log(`${bold("finished in this order:")} ${finished.join(", ")}`);
const pricing = compile(Deno.readFileSync(new URL("scripts/pricing_rules.lua", HERE)), {
  name: "pricing_rules.lua",
});
console.log(`${bold("pricing_rules.lua:")} ${measure(pricing, 2000)}`);
console.log(`${bold("the catalog is as it was:")} ${JSON.stringify(CATALOG["DRILL-1"])}`);
