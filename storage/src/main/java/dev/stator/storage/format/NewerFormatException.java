package dev.stator.storage.format;

/** Files were written by a newer Stator than this one. The message is for people. */
public final class NewerFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what what was written, as in "data folder" or "log wal/wal-1.log"
   */
  public NewerFormatException(String what, int found, int readable) {
    super(
        "The "
            + what
            + " was written by a newer Stator (format "
            + found
            + "; this one reads up to "
            + readable
            + "): use that version or newer, or another --data folder.");
  }
}
