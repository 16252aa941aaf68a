package dev.stator.base;

/** Paths of a {@link Disk}: names joined by {@code /}; the root folder is the empty path. */
public final class DiskPath {
  private DiskPath() {}

  /** Answers the path, or throws {@link IllegalArgumentException} when it is not a plain path. */
  public static String check(String path) {
    if (path.isEmpty()) {
      return path;
    }
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      checkName(path, start, end);
      start = end + 1;
    }
    return path;
  }

  /** The folder that holds {@code path}; the empty path for a file in the root. */
  public static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The last name of {@code path}. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void checkName(String path, int start, int end) {
    boolean empty = start == end;
    boolean dots =
        path.startsWith(".", start)
            && (end - start == 1 || (end - start == 2 && path.charAt(start + 1) == '.'));
    if (empty || dots || path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("not a path on this disk: '" + path + "'");
    }
  }
}
