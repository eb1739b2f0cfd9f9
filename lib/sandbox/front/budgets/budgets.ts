import { brokenAnswer, errorAnswer, jsonAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { BudgetRefusal, type Ledger } from "./ledger.ts";
import { operations } from "./operations.ts";

/**
 * The whole of AWS Budgets: the emulator lacks updates and subscribers, keeps repeated notifications and has no pages.
 */
export function budgets(world: World): Layer {
  return (call, next) => {
    if (call.service !== "budgets") return next(call);
    const operation = operations[call.operation];
    if (operation === undefined) return Promise.resolve(brokenAnswer(call));
    const ledger = world.memory<Ledger>("budgets", () => new Map());
    const scene = { ledger, spend: world.settings.spend, now: new Date() };
    try {
      return Promise.resolve(jsonAnswer(operation(scene, call.parameters)));
    } catch (error) {
      if (error instanceof BudgetRefusal) return Promise.resolve(errorAnswer(call, 400, error.code, error.message));
      throw error;
    }
  };
}
