/**
 * Names and the local variables they are bound to.
 *
 * There is one {@linkcode Name} per distinct identifier of a chunk, so identifiers compare by identity and
 * resolving one is a single field read: `binding` is the innermost local variable of that name in scope.
 *
 * @module
 */

/** A local variable of the function being compiled, or of one around it. */
export class LocalVar {
  declare readonly name: Name;
  /** nesting depth of the function that declares it; see `FunctionScope.depth` */
  declare readonly depth: number;
  /** what `name` was bound to outside this variable's scope */
  declare readonly shadowed: LocalVar | undefined;
  /** an inner function uses it, so it lives in a box */
  captured = false;
  /** assigned by the emitter; -1 before */
  register = -1;
  constructor(name: Name, depth: number) {
    this.name = name;
    this.depth = depth;
    this.shadowed = name.binding;
  }
}

/** An identifier or reserved word of a chunk. */
export class Name {
  declare readonly text: string;
  /** token number: a reserved word's, or `TK.NAME` */
  declare readonly token: number;
  /** innermost local variable of this name in scope, undefined where it names a global */
  binding: LocalVar | undefined = undefined;
  constructor(text: string, token: number) {
    this.text = text;
    this.token = token;
  }
}
