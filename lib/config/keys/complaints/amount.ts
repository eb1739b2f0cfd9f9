/** USD, as decimal text. */
export function amount(value: string): string | undefined {
  if (!/^[0-9]+(\.[0-9]+)?$/.test(value) || !/[1-9]/.test(value)) return "must be an amount greater than 0";
  return /^[0-9]{1,12}(\.[0-9]{1,12})?$/.test(value)
    ? undefined
    : "must not have more than 12 digits before the point, nor behind it";
}
