import type { Emit } from "../../host/events/events.ts";
import type { Prompter } from "../../host/prompter.ts";

/** What settling a value needs: somebody to ask, and somewhere to say what was not used. */
export type AskDeps = { readonly prompter: Prompter; readonly emit: Emit };
