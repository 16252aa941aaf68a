package dev.stator.base.sim;

import dev.stator.base.Check;
import dev.stator.base.Network;
import org.jspecify.annotations.Nullable;

/** A machine's place on the network during one boot. */
final class SimEndpoint implements Network {
  private final SimNetwork network;
  private final SimNode node;
  private final long boot;
  private @Nullable Receiver receiver;

  SimEndpoint(SimNetwork network, SimNode node) {
    this.network = network;
    this.node = node;
    this.boot = node.boot();
  }

  @Override
  public String self() {
    return node.name();
  }

  @Override
  public void send(String to, byte[] message) {
    if (node.runs(boot)) {
      network.send(node.name(), to, message);
    }
  }

  @Override
  public void receive(Receiver newReceiver) {
    Check.that(receiver == null, "a receiver is set once");
    receiver = newReceiver;
  }

  void deliver(String from, byte[] message) {
    if (receiver != null) {
      receiver.message(from, message);
    }
  }
}
