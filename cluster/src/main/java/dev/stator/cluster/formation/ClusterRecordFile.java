package dev.stator.cluster.formation;

import dev.stator.base.Disk;
import dev.stator.cluster.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The file {@code CLUSTER} in a data folder's root, replaced whole. All calls block. */
public final class ClusterRecordFile {
  static final String NAME = "CLUSTER";
  private static final String NEW = NAME + ".new";
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
    if (!disk.exists(NAME)) {
      return null;
    }
    try (Disk.File file = disk.open(NAME, Disk.Mode.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), BYTES_MAX));
      file.read(bytes, 0);
      return FormationCodec1.record(bytes.array());
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
    if (disk.exists(NEW)) {
      disk.delete(NEW);
    }
    try (Disk.File file = disk.open(NEW, Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(FormationCodec1.encode(record)), 0);
      file.sync();
    }
    disk.rename(NEW, NAME);
    disk.syncFolder("");
  }
}
