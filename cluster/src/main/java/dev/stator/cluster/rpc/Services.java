package dev.stator.cluster.rpc;

/** The services that nodes offer each other. A number never changes its meaning. */
public final class Services {
  /** Requests to one partition. */
  public static final int PARTITION = 1;

  /** What AutoAdmin asks of a storage node: host and retire replicas. */
  public static final int NODE = 2;

  /** Calls to AutoAdmin, served where the system table is led. */
  public static final int CONTROL = 3;

  /** Who are you, formation, joining. */
  public static final int MEMBERSHIP = 4;

  /** What is newer in the system table than what the caller has. */
  public static final int DIRECTORY = 5;

  /** Chunks of a partition's rows, for a replica that is rebuilt. */
  public static final int COPY = 6;

  private Services() {}
}
