// Asks another machine, and runs its answer.
export const ask = async (url) => eval(await (await fetch(url)).text());
