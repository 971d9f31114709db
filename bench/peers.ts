/**
 * The Lua and JavaScript implementations that run inside a JavaScript process, behind one interface: this
 * project, and the npm packages wasmoon, wasmoon-lua5.1, fengari and quickjs-emscripten.
 *
 * The packages are loaded lazily by names that are not literals, so that type checking and the tests need
 * none of them; the interfaces below declare what is used.
 *
 * @module
 */

import { instantiate, Module } from "../mod.ts";
import { measuredOptions, type Tier } from "./limits.ts";

/** A function of the host, or of the script as the host sees it. */
export type Callable = (...args: never[]) => unknown;

/** A state with libraries, and a setup script that has run. */
export interface PeerState {
  /** a global function as something the host can call, the way the library's documentation says */
  callable(name: string): (...args: unknown[]) => unknown;
  /** steps taken so far, where they are counted */
  steps?(): number;
  close(): void;
}

/** An implementation. */
export interface Peer {
  readonly version: string;
  /** language of the setup scripts */
  readonly language: "lua" | "js";
  /** makes a state with all libraries, gives it functions, runs a script in it */
  create(setup: string, imports?: Record<string, Callable>): PeerState | Promise<PeerState>;
  /** compiles a source without running it; absent where a library cannot */
  compiler?(): Promise<(source: string) => void>;
}

/** Names of what {@linkcode openPeer} opens. */
export type PeerName = "ours" | "wasmoon" | "wasmoon-lua5.1" | "fengari" | "quickjs";

/** Loads an implementation. @throws {Error} the package is not there */
export function openPeer(name: PeerName, tier: Tier = "auto"): Promise<Peer> {
  switch (name) {
    case "ours":
      return Promise.resolve(openOurs(tier));
    case "wasmoon":
      return openWasmoon();
    case "wasmoon-lua5.1":
      return openWasmoon51();
    case "fengari":
      return openFengari();
    case "quickjs":
      return openQuickJs();
  }
}

function load<T>(specifier: string): Promise<T> {
  return import(specifier);
}

function openOurs(tier: Tier): Peer {
  const options = measuredOptions(tier);
  // compiled modules are meant to be shared by their instances
  let setupSource: string | undefined;
  let module: Module;
  return {
    version: tier === "auto" ? "tier auto, the default" : `tier ${tier}`,
    language: "lua",
    create(setup, imports) {
      if (setup !== setupSource) {
        module = Module.compile(setup, { name: "setup.lua" });
        setupSource = setup;
      }
      const instance = instantiate(module, imports === undefined ? options : { ...options, imports });
      if (setup !== "") instance.run();
      return {
        callable: (name) => instance.get(name) as unknown as (...args: unknown[]) => unknown,
        steps: () => instance.usage.steps,
        close: () => instance.dispose(),
      };
    },
    compiler: () => Promise.resolve((source) => void Module.compile(source)),
  };
}

/** What the two wasmoon packages share. */
interface WasmLua {
  doStringSync(source: string): unknown;
  readonly global: {
    get(name: string): (...args: unknown[]) => unknown;
    set(name: string, value: unknown): void;
    loadString(source: string, name?: string): void;
    pop(): void;
    close(): void;
  };
}

function wasmPeer(create: () => Promise<WasmLua>, version: string): Peer {
  return {
    version,
    language: "lua",
    async create(setup, imports = {}) {
      const lua = await create();
      for (const [name, value] of Object.entries(imports)) lua.global.set(name, value);
      if (setup !== "") lua.doStringSync(setup);
      return { callable: (name) => lua.global.get(name), close: () => lua.global.close() };
    },
    async compiler() {
      const lua = await create();
      return (source) => {
        lua.global.loadString(source, "chunk");
        lua.global.pop();
      };
    },
  };
}

async function openWasmoon(): Promise<Peer> {
  interface Package {
    LuaFactory: new () => { createEngine(): Promise<WasmLua> };
  }
  const { LuaFactory } = await load<Package>("wasmoon");
  const factory = new LuaFactory();
  const first = await factory.createEngine();
  return wasmPeer(() => factory.createEngine(), String(first.doStringSync("return _VERSION")));
}

async function openWasmoon51(): Promise<Peer> {
  const { Lua } = await load<{ Lua: { create(): Promise<WasmLua> } }>("wasmoon-lua5.1");
  const first = await Lua.create();
  return wasmPeer(() => Lua.create(), String(first.doStringSync("return _VERSION")));
}

/** The C API of Lua 5.3 as far as it is used here. */
interface Fengari {
  to_luastring(text: string): Uint8Array;
  lauxlib: {
    luaL_newstate(): object;
    luaL_loadstring(L: object, source: Uint8Array): number;
  };
  lualib: { luaL_openlibs(L: object): void };
  lua: {
    lua_pcall(L: object, args: number, results: number, handler: number): number;
    lua_getglobal(L: object, name: Uint8Array): number;
    lua_setglobal(L: object, name: Uint8Array): void;
    lua_pushnumber(L: object, value: number): void;
    lua_pushinteger(L: object, value: number): void;
    lua_pushstring(L: object, value: Uint8Array): void;
    lua_pushcfunction(L: object, f: (L: object) => number): void;
    lua_tonumber(L: object, index: number): number;
    lua_tojsstring(L: object, index: number): string;
    lua_isnumber(L: object, index: number): boolean;
    lua_isstring(L: object, index: number): boolean;
    lua_settop(L: object, index: number): void;
    lua_close(L: object): void;
  };
}

async function openFengari(): Promise<Peer> {
  const fengari = (await load<{ default: Fengari }>("fengari")).default;
  const { lua, lauxlib, lualib, to_luastring } = fengari;
  const newState = (): object => {
    const L = lauxlib.luaL_newstate();
    lualib.luaL_openlibs(L);
    return L;
  };
  const push = (L: object, value: unknown): void => {
    if (typeof value === "string") lua.lua_pushstring(L, to_luastring(value));
    else if (Number.isSafeInteger(value)) lua.lua_pushinteger(L, value as number);
    else lua.lua_pushnumber(L, Number(value));
  };
  const value = (L: object, index: number): unknown =>
    lua.lua_isnumber(L, index)
      ? lua.lua_tonumber(L, index)
      : lua.lua_isstring(L, index)
      ? lua.lua_tojsstring(L, index)
      : undefined;
  const check = (L: object, status: number): void => {
    if (status !== 0) throw new Error(lua.lua_tojsstring(L, -1));
  };
  return {
    version: "Lua 5.3",
    language: "lua",
    create(setup, imports = {}) {
      const L = newState();
      for (const [name, f] of Object.entries(imports)) {
        lua.lua_pushcfunction(L, (L) => {
          push(L, (f as (value: unknown) => unknown)(value(L, 1)));
          return 1;
        });
        lua.lua_setglobal(L, to_luastring(name));
      }
      if (setup !== "") {
        check(L, lauxlib.luaL_loadstring(L, to_luastring(setup)));
        check(L, lua.lua_pcall(L, 0, 0, 0));
      }
      return {
        callable: (name) => {
          const key = to_luastring(name);
          return (...args) => {
            lua.lua_getglobal(L, key);
            for (const arg of args) push(L, arg);
            check(L, lua.lua_pcall(L, args.length, 1, 0));
            const result = value(L, -1);
            lua.lua_settop(L, 0);
            return result;
          };
        },
        close: () => lua.lua_close(L),
      };
    },
    compiler() {
      const L = newState();
      return Promise.resolve((source) => {
        check(L, lauxlib.luaL_loadstring(L, to_luastring(source)));
        lua.lua_settop(L, 0);
      });
    },
  };
}

/** A value inside QuickJS. */
interface QuickHandle {
  dispose(): void;
}

/** The part of quickjs-emscripten that is used. */
interface QuickContext {
  readonly undefined: QuickHandle;
  readonly global: QuickHandle;
  evalCode(source: string): { value: QuickHandle };
  unwrapResult(result: { value: QuickHandle }): QuickHandle;
  newFunction(name: string, f: (value: QuickHandle) => QuickHandle): QuickHandle;
  newNumber(value: number): QuickHandle;
  newString(value: string): QuickHandle;
  getProp(object: QuickHandle, name: string): QuickHandle;
  setProp(object: QuickHandle, name: string, value: QuickHandle): void;
  callFunction(f: QuickHandle, self: QuickHandle, ...args: QuickHandle[]): { value: QuickHandle };
  dump(value: QuickHandle): unknown;
  dispose(): void;
}

async function openQuickJs(): Promise<Peer> {
  interface Package {
    getQuickJS(): Promise<{ newContext(): QuickContext }>;
  }
  const quick = await (await load<Package>("quickjs-emscripten")).getQuickJS();
  return {
    version: "QuickJS",
    language: "js",
    create(setup, imports = {}) {
      const vm = quick.newContext();
      const give = (value: unknown): QuickHandle =>
        typeof value === "string" ? vm.newString(value) : vm.newNumber(Number(value));
      for (const [name, f] of Object.entries(imports)) {
        const handle = vm.newFunction(
          name,
          (value) => give((f as (value: unknown) => unknown)(vm.dump(value))),
        );
        vm.setProp(vm.global, name, handle);
        handle.dispose();
      }
      vm.unwrapResult(vm.evalCode(setup)).dispose();
      const functions: QuickHandle[] = [];
      return {
        callable: (name) => {
          const f = vm.getProp(vm.global, name);
          functions.push(f);
          return (...args) => {
            const handles = args.map(give);
            const result = vm.unwrapResult(vm.callFunction(f, vm.undefined, ...handles));
            const value = vm.dump(result);
            result.dispose();
            for (const handle of handles) handle.dispose();
            return value;
          };
        },
        close: () => {
          for (const f of functions) f.dispose();
          vm.dispose();
        },
      };
    },
  };
}
