/** What is wrong with a monthly amount in USD, or nothing when it is a plain decimal number above zero. */
export function budgetAmountComplaint(amount: string): string | undefined {
  const plain = /^[0-9]+(\.[0-9]+)?$/.test(amount) && Number(amount) > 0;
  return plain ? undefined : "an amount is a number above 0, such as 200 or 150.50";
}
