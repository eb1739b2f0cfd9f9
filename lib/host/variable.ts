/** A variable of this process's environment; an empty one is none. Loads nothing, so that help can use it. */
export const variable = (name: string): string | undefined => Deno.env.get(name) || undefined;
