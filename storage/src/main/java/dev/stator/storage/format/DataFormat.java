package dev.stator.storage.format;

import dev.stator.base.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marker of a data folder: a file {@code FORMAT} with one line, {@code stator-data 1}. See
 * {@code docs/formats/data-folder-1.md}.
 */
public final class DataFormat {
  /** The format that this Stator writes, and the newest it reads. */
  public static final int CURRENT = 1;

  private static final String NAME = "FORMAT";
  private static final Pattern LINE = Pattern.compile("stator-data ([0-9]{1,9})\n");
  private static final int BYTES_MAX = 64;

  private DataFormat() {}

  /**
   * Checks the marker of a data folder, and writes one when there is none. Blocks.
   *
   * @param folder path of the data folder, empty for the disk's root
   * @return the format of the folder
   * @throws NewerFormatException when a newer Stator wrote the folder
   * @throws IOException when the marker cannot be read or written, or is not one
   */
  public static int open(Disk disk, String folder) throws IOException {
    String path = folder.isEmpty() ? NAME : folder + "/" + NAME;
    if (disk.exists(path)) {
      return check(disk, path);
    }
    write(disk, folder, path);
    return CURRENT;
  }

  private static int check(Disk disk, String path) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES_MAX);
    try (Disk.File file = disk.open(path, Disk.Mode.READ)) {
      file.read(bytes, 0);
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new IOException(
          path + " does not say which format the data folder has: it is damaged or not Stator's.");
    }
    int format = Integer.parseInt(line.group(1));
    if (format > CURRENT) {
      throw new NewerFormatException("data folder", format, CURRENT);
    }
    return format;
  }

  private static void write(Disk disk, String folder, String path) throws IOException {
    Folders.make(disk, folder);
    String temporary = path + ".new";
    if (disk.exists(temporary)) {
      disk.delete(temporary);
    }
    try (Disk.File file = disk.open(temporary, Disk.Mode.CREATE)) {
      byte[] line = ("stator-data " + CURRENT + "\n").getBytes(StandardCharsets.UTF_8);
      file.write(ByteBuffer.wrap(line), 0);
      file.sync();
    }
    disk.rename(temporary, path);
    disk.syncFolder(folder);
  }
}
