/** Which program an object belongs to, and how many objects of each class that program has. */
import { invariant } from "../../domain/kernel/invariant.ts";
import { parseHome } from "../../domain/kernel/region.ts";
import { indexOfObject } from "../../domain/kernel/ids.ts";
import type { Books } from "./books.ts";

export class ProgramPlace {
  readonly #ctx: DurableObjectState;
  #objects: number | undefined;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** `home/index`, as the object is found by: the home names the program and its region. */
  get name(): string {
    const name = this.#ctx.id.name ?? this.#ctx.storage.kv.get<string>("name");
    invariant(name !== undefined, "objects are found by name");
    return name;
  }

  /** Keeps the name: an alarm may find the object without one. */
  keepName(): void {
    if (this.#ctx.storage.kv.get("name") === undefined) this.#ctx.storage.kv.put("name", this.name);
  }

  get programId(): string {
    return parseHome(this.home).programId;
  }

  /** What the names of all objects of the program begin with. */
  get home(): string {
    return this.name.slice(0, this.name.lastIndexOf("/"));
  }

  get index(): number {
    return indexOfObject(this.name);
  }

  /** Learned with the first order or the first wake: alarms need it when no caller is there to say. */
  keepObjects(objects: number): void {
    if (this.#objects === objects) return;
    this.#ctx.storage.kv.put("objects", objects);
    this.#objects = objects;
  }

  get knowsObjects(): boolean {
    this.#objects ??= this.#ctx.storage.kv.get<number>("objects");
    return this.#objects !== undefined;
  }

  books(): Books {
    this.#objects ??= this.#ctx.storage.kv.get<number>("objects") ?? 1;
    return { home: this.home, objects: this.#objects };
  }
}
