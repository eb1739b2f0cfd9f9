/**
 * What EventBridge Scheduler takes as a repeating schedule. Whether a month has that day is left to it.
 *
 * @see spec/create-cluster.md 2.2, spec/setup-heartbeat.md test 13
 */
export function schedule(value: string): string | undefined {
  if (/^rate\([1-9][0-9]{0,5} (minutes?|hours?|days?)\)$/.test(value)) return undefined;
  const fields = /^cron\((.*)\)$/.exec(value)?.[1].split(/ +/);
  if (fields === undefined) {
    return "must look like rate(60 minutes), in minutes, hours or days, or like cron(0 12 * * ? *)";
  }
  const fits = fields.length === cronFields.length && fields.every((field, index) => {
    const { form, greatest } = cronFields[index];
    return form.test(field) && (field.match(/[0-9]+/g) ?? []).every((number) => Number(number) <= greatest);
  });
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if (fits && (dayOfMonth === "?") !== (dayOfWeek === "?")) return undefined;
  return "must have six fields (minute, hour, day of month, month, day of week, year), " +
    "one of the two days a ?, as in cron(0 12 * * ? *)";
}

const cronFields: readonly { readonly form: RegExp; readonly greatest: number }[] = [
  { form: /^[0-9*,/-]+$/, greatest: 59 },
  { form: /^[0-9*,/-]+$/, greatest: 23 },
  { form: /^(\?|[0-9*,/LW-]+)$/, greatest: 31 },
  { form: /^[0-9A-Z*,/-]+$/i, greatest: 12 },
  { form: /^(\?|[0-9A-Z*,/#-]+)$/i, greatest: 7 },
  { form: /^[0-9*,/-]+$/, greatest: 2199 },
];
