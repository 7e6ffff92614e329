export { count, createBudget, limitOptions, modelChoice, number, wholeNumber } from '../core/run-options.ts';
