/** As many mails as a budget can send. */
const most = 10;

/** The percentages at which a budget sends mails, each once, in the order given; or what is wrong with them. */
export type AlertThresholds = {
  readonly thresholds: readonly number[];
  readonly complaints: readonly string[];
  /** What is odd and yet possible. */
  readonly notes: readonly string[];
};

/**
 * Reads percentages between commas, such as `25,50,12.5`. More than 100 is possible: the mail comes when the month has cost more
 * than the budget.
 */
export function alertThresholds(text: string): AlertThresholds {
  const items = text.split(",").map((item) => item.trim()).filter((item) => item !== "");
  const wrong = items.filter((item) => !/^\d+(\.\d+)?$/.test(item));
  const numbers = items.filter((item) => !wrong.includes(item)).map(Number);
  const thresholds = [...new Set(numbers)];
  const repeated = thresholds.filter((each) => numbers.indexOf(each) !== numbers.lastIndexOf(each));
  return {
    thresholds,
    complaints: [
      ...wrong.map((item) => `the threshold ${JSON.stringify(item)} is not a percentage like 75 or 12.5`),
      ...(items.length === 0 ? ["no threshold is given; an example is 75 or 25,50,75"] : []),
      ...(thresholds.length > most ? [`${thresholds.length} thresholds are more than the ${most} of a budget`] : []),
    ],
    notes: [
      ...repeated.map((each) => `the threshold ${each} was given more than once; one mail is sent for it`),
      ...thresholds.filter((each) => each > 100)
        .map((each) => `the threshold ${each} is above 100 percent: its mail comes when the budget is overspent`),
    ],
  };
}
