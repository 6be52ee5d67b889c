/** A page that could not be loaded or drawn leaves what stands around it: without this the whole app would be blank. */
import { Component, type ReactNode } from "react";

interface BoundaryProps {
  /** Where the reader is: another page begins anew. */
  readonly at: string;
  /** Shown in place of what broke. */
  readonly broken: ReactNode;
  readonly children: ReactNode;
}

export class Boundary extends Component<BoundaryProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidUpdate(before: BoundaryProps): void {
    if (this.state.isBroken && before.at !== this.props.at) this.setState({ isBroken: false });
  }

  override render(): ReactNode {
    return this.state.isBroken ? this.props.broken : this.props.children;
  }
}

/** Loads the page anew once the service answers: a browser keeps that a script did not come, and asks for it no more. */
export async function loadAnew(): Promise<void> {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer?.ok === true) location.reload();
}
