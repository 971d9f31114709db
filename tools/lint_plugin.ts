/**
 * The project's own lint rules, run by `deno lint` (see `lint.plugins` in deno.json).
 *
 * Powers are parameters: clock, random numbers, output and module loading reach the core through options,
 * so the folders below may name no ambient source of them. The rules are by folder because the folders
 * are the layers; there is no list of exempt files.
 */

/** Folders whose code must run unchanged in any JavaScript engine, without permissions. */
const CORE = /(?<![\\/]tests)[\\/](compiler|vm|stdlib|host)[\\/][^\\/]+\.ts$/;

/** Folders whose behaviour must not depend on the machine: the language itself. */
const AMBIENT_GLOBALS = new Set([
  "Deno",
  "process",
  "window",
  "performance",
  "Intl",
  "fetch",
  "navigator",
  "localStorage",
  "alert",
  "prompt",
  "confirm",
]);

/** Methods whose result depends on the locale or time zone of the machine. */
const LOCALE_METHODS = new Set([
  "localeCompare",
  "toLocaleString",
  "toLocaleLowerCase",
  "toLocaleUpperCase",
  "toLocaleDateString",
  "toLocaleTimeString",
]);

function inCore(filename: string): boolean {
  return CORE.test(filename) || /[\\/]mod\.ts$/.test(filename);
}

/** Parents under which an identifier is a name being introduced or selected, not a global being read. */
function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
    case "PropertyDefinition":
    case "MethodDefinition":
      return parent.computed || (parent.value as unknown) === node;
    case "TSPropertySignature":
    case "TSMethodSignature":
    case "ImportSpecifier":
    case "ExportSpecifier":
    case "TSEnumMember":
      return false;
    default:
      return true;
  }
}

const plugin: Deno.lint.Plugin = {
  name: "ferrous",
  rules: {
    "no-ambient-power": {
      create(context) {
        if (!inCore(context.filename)) return {};
        return {
          Identifier(node) {
            if (AMBIENT_GLOBALS.has(node.name) && isReference(node)) {
              context.report({
                node,
                message: `\`${node.name}\` is an ambient power: take it as a parameter`,
                hint: "compiler/, vm/, stdlib/ and host/ run in any engine with no permissions",
              });
            }
            if (node.name === "Date" && isReference(node)) {
              context.report({
                node,
                message: "`Date` reads the machine's clock or zone: take a clock as a parameter",
              });
            }
          },
          MemberExpression(node) {
            if (node.computed || node.property.type !== "Identifier") return;
            const name = node.property.name;
            if (node.object.type === "Identifier" && node.object.name === "Math" && name === "random") {
              context.report({
                node,
                message: "`Math.random` is not reproducible: take a generator as a parameter",
              });
            }
            if (LOCALE_METHODS.has(name)) {
              context.report({ node, message: `\`${name}\` depends on the machine's locale` });
            }
          },
        };
      },
    },
    "relative-imports": {
      create(context) {
        if (!inCore(context.filename)) return {};
        const check = (node: Deno.lint.Node, source: { value: unknown } | null) => {
          const specifier = source?.value;
          if (typeof specifier === "string" && !/^\.\.?\//.test(specifier)) {
            context.report({
              node,
              message: `import of "${specifier}": everything mod.ts reaches is imported by relative path`,
            });
          }
        };
        return {
          ImportDeclaration: (node) => check(node, node.source),
          ExportNamedDeclaration: (node) => check(node, node.source),
          ExportAllDeclaration: (node) => check(node, node.source),
          ImportExpression: (node) =>
            check(node, node.source.type === "Literal" ? node.source : { value: "(computed)" }),
        };
      },
    },
  },
};

export default plugin;
