/** The one place where an object is looked up: its name says where it lies, so each look-up asks there. */
import {
  isJurisdiction,
  type Jurisdiction,
  type LocationHint,
  parseHome,
} from "../../domain/kernel/region.ts";

/** Said by the runtime of one machine, where everything lies together, and nowhere else. */
const ON_ONE_MACHINE = "Jurisdiction restrictions are not implemented in workerd.";

/** The objects of one class. */
interface Namespace {
  getByName(name: string, options?: { locationHint?: LocationHint }): unknown;
  jurisdiction(jurisdiction: Jurisdiction): Namespace;
}

type Stub<Class extends Namespace> = ReturnType<Class["getByName"]>;

/** The object of a class by its name. It is made at the first call, near its region, or within its jurisdiction. */
export function objectNamed<Class extends Namespace>(namespace: Class, name: string): Stub<Class> {
  return found(namespace, name) as Stub<Class>;
}

function found(namespace: Namespace, name: string): unknown {
  const { region } = parseHome(name);
  if (region === null) return namespace.getByName(name);
  if (isJurisdiction(region)) return within(namespace, region).getByName(name);
  return namespace.getByName(name, { locationHint: region });
}

function within(namespace: Namespace, jurisdiction: Jurisdiction): Namespace {
  try {
    return namespace.jurisdiction(jurisdiction);
  } catch (error) {
    if (error instanceof Error && error.message === ON_ONE_MACHINE) return namespace;
    throw error;
  }
}
