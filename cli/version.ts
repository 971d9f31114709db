/**
 * The version the command line prints; a test holds it to `deno.json`.
 *
 * @module
 */

/** Version of the project. */
export const VERSION = "0.1.0";
