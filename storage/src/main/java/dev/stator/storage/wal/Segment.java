package dev.stator.storage.wal;

import dev.stator.base.Disk;
import org.jspecify.annotations.Nullable;

/** An open segment file. Its size is bookkeeping; only the log writer changes it. */
final class Segment {
  private static final String PREFIX = "wal-";
  private static final String SUFFIX = ".log";

  final int number;
  final int salt;
  final String path;
  final Disk.File file;

  /** Where the next record goes, or where the records end. */
  long end;

  /** Bytes that the file takes up, preallocated ones too. */
  long fileBytes;

  /** Whether there is anything after the header and the states of the groups. */
  boolean hasRecords;

  Segment(int number, int salt, String path, Disk.File file, long end, long fileBytes) {
    this.number = number;
    this.salt = salt;
    this.path = path;
    this.file = file;
    this.end = end;
    this.fileBytes = fileBytes;
  }

  /** What the checksums of this segment's records begin with. */
  long seed() {
    return seed(number, salt);
  }

  static long seed(int number, int salt) {
    return ((long) salt << 32) | number;
  }

  static String path(String folder, int number) {
    return folder + "/" + PREFIX + String.format("%010d", number) + SUFFIX;
  }

  /** The number in a segment's file name; null when it is not a segment's. */
  static @Nullable Integer number(String name) {
    if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
      return null;
    }
    String digits = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
    if (digits.length() != 10 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    long number = Long.parseLong(digits);
    return number > 0 && number < Integer.MAX_VALUE ? (int) number : null;
  }
}
