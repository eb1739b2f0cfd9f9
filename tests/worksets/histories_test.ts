import { checkHistories } from "./histories/histories.ts";

Deno.test("spec 6.6: the invariants of the lease protocol hold in 1,000 random histories", async () => {
  const seed = Number(Deno.env.get("HISTORIES_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`seed ${seed}`);
  await checkHistories(Number(Deno.env.get("HISTORIES") ?? 1000), seed);
});
