package dev.stator.server.peer;

/** Hears which nodes can be reached. On the connections' event loop, in order; must not block. */
public interface PeerLinks {
  /** There is a connection to a node, maybe to another process than before. */
  void up(String node);

  /** There is none any more, or an attempt to make one failed. */
  void down(String node);

  /** For those who do not want to know. */
  PeerLinks NONE =
      new PeerLinks() {
        @Override
        public void up(String node) {}

        @Override
        public void down(String node) {}
      };
}
