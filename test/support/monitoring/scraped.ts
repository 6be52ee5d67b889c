/** What `/metrics` says, as Prometheus reads it: names with labels, and a value each. */

export class Scraped {
  readonly #samples: ReadonlyMap<string, number>;
  readonly #types: ReadonlyMap<string, string>;

  constructor(text: string) {
    const lines = text.split("\n");
    this.#samples = new Map(
      lines.flatMap((line) => {
        const [, name, value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, Number(value)]];
      }),
    );
    this.#types = new Map(
      lines.flatMap((line) => {
        const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
        return name === undefined || type === undefined ? [] : [[name, type]];
      }),
    );
  }

  /** 0 where there is no such sample. @param name with its labels, as the text spells them. */
  of(name: string): number {
    return this.#samples.get(name) ?? 0;
  }

  /** Values of a metric by one label, of samples that have another one. */
  by(name: string, label: string, among: string): Record<string, number> {
    const own = [...this.#samples].filter(([key]) => key.startsWith(`${name}{`) && key.includes(among));
    return Object.fromEntries(
      own.flatMap(([key, value]) => {
        const [, text] = new RegExp(`[{,]${label}="([^"]*)"`).exec(key) ?? [];
        return text === undefined ? [] : [[text, value]];
      }),
    );
  }

  /** Names that queries may use: a histogram has three. */
  names(): Set<string> {
    return new Set(
      [...this.#types].flatMap(([name, type]) =>
        type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
  }

  typeOf(name: string): string | undefined {
    return this.#types.get(name);
  }
}
