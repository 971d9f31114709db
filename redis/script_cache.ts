/**
 * The scripts an engine knows, by the SHA-1 of their source.
 *
 * @module
 */

import { compileChunk } from "../compiler/compile.ts";
import { SyntaxFault } from "../compiler/errors.ts";
import type { FunctionProto } from "../compiler/proto.ts";
import { Code } from "../vm/code.ts";
import { Closure } from "../vm/value.ts";
import { oneLine } from "./error_text.ts";
import type { LuaState } from "./lua_state.ts";
import { ErrorReply } from "./reply.ts";
import { sha1 } from "./sha1.ts";
import { type ScriptFlags, scriptShebang } from "./shebang.ts";
import { keepInterpreted } from "./tiers.ts";

/** A script as the cache keeps it. */
export interface Script {
  readonly sha: string;
  readonly flags: ScriptFlags;
  readonly proto: FunctionProto;
  /** its function in the Lua state of that generation; null before its first use */
  closure: Closure | null;
  generation: number;
}

/** Scripts by SHA-1 and by source. */
export class ScriptCache {
  readonly #scripts = new Map<string, Script>();
  /** the same scripts by their source, so that no hash is computed for one that is known */
  readonly #sources = new Map<string, Script>();

  /** Number of scripts. */
  get size(): number {
    return this.#scripts.size;
  }

  /** The script with this hash, in any case. */
  find(sha: string): Script | undefined {
    return this.#scripts.get(sha) ?? this.#scripts.get(sha.toLowerCase());
  }

  /** The script with this source, compiled if it is new. */
  load(source: string): Script | ErrorReply {
    return this.#sources.get(source) ?? this.#compile(source);
  }

  #compile(source: string): Script | ErrorReply {
    const parsed = scriptShebang(source);
    if (typeof parsed === "string") return new ErrorReply(oneLine(parsed));
    let proto: FunctionProto;
    try {
      proto = compileChunk(parsed.body, "@user_script", { skipShebang: false, syntaxLevel: 0 });
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      return new ErrorReply(oneLine(`ERR Error compiling script (new function): ${fault.message}`));
    }
    const sha = sha1(source);
    const script: Script = { sha, flags: parsed.flags, proto, closure: null, generation: -1 };
    this.#scripts.set(sha, script);
    this.#sources.set(source, script);
    return script;
  }

  /** The function of a script in the present Lua state. */
  closureOf(script: Script, state: LuaState): Closure {
    if (script.closure !== null && script.generation === state.generation) return script.closure;
    const code = new Code(script.proto);
    keepInterpreted(code);
    script.generation = state.generation;
    return script.closure = new Closure(code, [], state.rt.globals);
  }

  /** Forgets all scripts. */
  clear(): void {
    this.#scripts.clear();
    this.#sources.clear();
  }
}
