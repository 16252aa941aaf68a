package dev.stator.cluster.formation;

import dev.stator.base.Disk;
import dev.stator.cluster.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a data folder's root says of its cluster: the file {@code CLUSTER}, and beside it {@code
 * NODES}, addresses at which others of the cluster were last known to be. Each is replaced whole.
 * All calls block.
 */
public final class ClusterRecordFile {
  static final String NAME = "CLUSTER";
  static final String NODES = "NODES";
  private static final int BYTES_MAX = 1 << 20;

  private final Disk disk;

  public ClusterRecordFile(Disk disk) {
    this.disk = disk;
  }

  /**
   * The record; null when the folder has none.
   *
   * @throws IOException when it cannot be read, or is damaged
   */
  public @Nullable ClusterRecord read() throws IOException {
    byte[] bytes = bytes(NAME);
    try {
      return bytes == null ? null : FormationCodec1.record(bytes);
    } catch (MalformedMessageException damaged) {
      throw new IOException(
          "The file "
              + NAME
              + " of the data folder cannot be read ("
              + damaged.getMessage()
              + "): it is damaged, or a newer Stator wrote it.",
          damaged);
    }
  }

  /** Writes the record, durable when this returns. */
  public void write(ClusterRecord record) throws IOException {
    replace(NAME, FormationCodec1.encode(record));
  }

  /**
   * The addresses that were noted; none when there are none, or they cannot be read: they are no
   * more than places to ask at.
   */
  List<String> addresses() {
    try {
      byte[] bytes = bytes(NODES);
      return bytes == null ? List.of() : FormationCodec1.addresses(bytes);
    } catch (IOException | MalformedMessageException unreadable) {
      return List.of();
    }
  }

  /** Notes addresses instead of those before, durable when this returns. */
  void note(List<String> addresses) throws IOException {
    replace(NODES, FormationCodec1.encode(addresses));
  }

  private byte @Nullable [] bytes(String name) throws IOException {
    if (!disk.exists(name)) {
      return null;
    }
    try (Disk.File file = disk.open(name, Disk.Mode.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), BYTES_MAX));
      file.read(bytes, 0);
      return bytes.array();
    }
  }

  private void replace(String name, byte[] bytes) throws IOException {
    String fresh = name + ".new";
    if (disk.exists(fresh)) {
      disk.delete(fresh);
    }
    try (Disk.File file = disk.open(fresh, Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(bytes), 0);
      file.sync();
    }
    disk.rename(fresh, name);
    disk.syncFolder("");
  }
}
