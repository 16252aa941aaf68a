package dev.stator.server.assembly;

import dev.stator.base.Check;
import dev.stator.base.Network;

/** The network of a node that is its own cluster: there is nobody to send to. */
final class LoneNetwork implements Network {
  private final String self;

  LoneNetwork(String self) {
    this.self = self;
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public void send(String to, byte[] message) {
    Check.that(false, "a lone node has nobody to send to, not even '%s'", to);
  }

  @Override
  public void receive(Receiver receiver) {}
}
