/**
 * Scopes while parsing: which local variables are visible, and what functions capture.
 *
 * A variable is declared first (it counts toward the limit of 200) and activated later, behind the
 * expressions that must not see it. Activation binds its `Name`, leaving a block unbinds it again.
 *
 * @module
 */

import type { UpvalueDescriptor } from "./proto.ts";
import { LocalVar, type Name } from "./variables.ts";

/** Local variables a function may have at once (`LUAI_MAXVARS`). */
export const MAX_LOCALS = 200;
/** Upvalues a function may have (`LUAI_MAXUPVALUES`). */
export const MAX_UPVALUES = 60;

/** An upvalue of a function being parsed. */
export interface UpvalueUse {
  readonly variable: LocalVar;
  /** index among the upvalues of the enclosing function, or -1: a local variable of it */
  readonly parentIndex: number;
}

/** The scope of one function body. */
export class FunctionScope {
  declare readonly parent: FunctionScope | undefined;
  /** 0 for the main chunk */
  declare readonly depth: number;
  /** line of `function`, 0 for the main chunk */
  declare readonly lineDefined: number;
  /** the function has `...` */
  isVararg = false;
  /** the body mentions `...` */
  usesVararg = false;
  readonly upvalues: UpvalueUse[] = [];
  /** loops around the current statement, within this function */
  loopDepth = 0;
  readonly #active: LocalVar[] = [];

  constructor(parent: FunctionScope | undefined, lineDefined: number) {
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.lineDefined = lineDefined;
  }

  /** Number of active local variables. */
  get activeCount(): number {
    return this.#active.length;
  }

  /** Makes a new local variable visible. */
  activate(name: Name): LocalVar {
    const variable = new LocalVar(name, this.depth);
    name.binding = variable;
    this.#active.push(variable);
    return variable;
  }

  /** Ends the scope of all variables activated since `activeCount` was `count`. */
  leaveTo(count: number): void {
    const active = this.#active;
    while (active.length > count) {
      const variable = active.pop()!;
      variable.name.binding = variable.shadowed;
    }
  }

  /**
   * The index of the upvalue that stands for `variable`, a local of an enclosing function; adds it here
   * and in the functions between when needed.
   *
   * @param tooMany called with the function that would exceed {@linkcode MAX_UPVALUES}; must throw
   */
  upvalueIndex(variable: LocalVar, tooMany: (scope: FunctionScope) => never): number {
    const upvalues = this.upvalues;
    for (let i = 0; i < upvalues.length; i++) {
      if (upvalues[i]!.variable === variable) return i;
    }
    const parent = this.parent!;
    let parentIndex = -1;
    if (variable.depth === parent.depth) variable.captured = true;
    else parentIndex = parent.upvalueIndex(variable, tooMany);
    if (upvalues.length >= MAX_UPVALUES) tooMany(this);
    upvalues.push({ variable, parentIndex });
    return upvalues.length - 1;
  }

  /** What the closure instruction needs to know; registers of captured variables must be assigned. */
  upvalueDescriptors(): UpvalueDescriptor[] {
    return this.upvalues.map(({ variable, parentIndex }) => ({
      name: variable.name.text,
      fromParentLocal: parentIndex < 0,
      index: parentIndex < 0 ? variable.register : parentIndex,
    }));
  }
}
