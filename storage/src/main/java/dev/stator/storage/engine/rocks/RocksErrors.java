package dev.stator.storage.engine.rocks;

import dev.stator.storage.engine.DamagedDataException;
import dev.stator.storage.engine.EngineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Puts RocksDB's errors into the port's terms. */
final class RocksErrors {
  private static final Pattern TABLE_FILE = Pattern.compile("([^\\s:]*[0-9]{6,}\\.sst)");

  private RocksErrors() {}

  static EngineException translate(String doing, RocksDBException cause) {
    Status status = cause.getStatus();
    String detail = describe(status, cause);
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return new DamagedDataException(
          "Stored data is damaged" + file(detail) + " (while " + doing + "): " + detail, cause);
    }
    if (noSpace(status, detail)) {
      return new EngineException(
          "The disk is full: the store cannot go on " + doing + ": " + detail, cause);
    }
    return new EngineException("The store failed while " + doing + ": " + detail, cause);
  }

  static boolean noSpace(@Nullable Status status, String detail) {
    return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
        || detail.contains("No space left on device");
  }

  private static String file(String detail) {
    Matcher name = TABLE_FILE.matcher(detail);
    return name.find() ? " in " + name.group(1) : "";
  }

  private static String describe(@Nullable Status status, RocksDBException cause) {
    String message = cause.getMessage();
    if (status != null && status.getState() != null) {
      return status.getCodeString() + ": " + status.getState();
    }
    return message == null ? "no reason was given" : message;
  }
}
