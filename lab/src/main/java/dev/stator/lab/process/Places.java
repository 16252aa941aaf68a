package dev.stator.lab.process;

import java.util.List;

/** Where the processes of a cluster stand, as far as the network goes. */
public interface Places extends AutoCloseable {
  /** The address of a node's place. */
  String address(int node);

  /** What goes before a command that runs there. */
  List<String> inside(int node);

  @Override
  void close();

  /** All on loopback: nothing can be cut. */
  static Places loopback() {
    return new Places() {
      @Override
      public String address(int node) {
        return "127.0.0.1";
      }

      @Override
      public List<String> inside(int node) {
        return List.of();
      }

      @Override
      public void close() {
        // There is nothing to take down.
      }
    };
  }
}
