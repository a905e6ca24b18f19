/** Refuses arguments that a command does not take, by their names: the library's own sentence only counts them. */
import type { Command } from 'commander';

/** For a program before its commands are added. */
export function namesExcessArguments(program: Command): Command {
  return program.allowExcessArguments().hook('preAction', (_program, command) => {
    const { registeredArguments, args } = command;
    if (registeredArguments.at(-1)?.variadic === true) return;
    const [first, ...others] = args.slice(registeredArguments.length);
    if (first === undefined) return;
    const takes = registeredArguments.map((argument) => `<${argument.name()}>`).join(' ');
    const more = others.length === 0 ? '' : `, nor ${others.map((text) => `'${text}'`).join(', ')}`;
    command.error(
      `error: '${command.name()}' does not take '${first}'${more}; ${takes === '' ? 'it takes options only' : `it takes ${takes} and options`}`,
      { code: 'commander.excessArguments', exitCode: 2 },
    );
  });
}
