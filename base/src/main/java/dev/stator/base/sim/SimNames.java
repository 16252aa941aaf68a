package dev.stator.base.sim;

import dev.stator.base.DiskPath;
import dev.stator.base.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names on a disk, twice: as running programs see them, and as the platter has them; between
 * the two, the changes whose folder was not synced, in order.
 */
final class SimNames {
  private final List<Change> unsynced = new ArrayList<>();
  private TreeMap<String, Entry> current = new TreeMap<>();
  private TreeMap<String, Entry> durable = new TreeMap<>();

  SimNames() {
    current.put("", new Entry(null));
    durable.put("", new Entry(null));
  }

  boolean exists(String path) {
    return current.containsKey(path);
  }

  boolean isFolder(String path) {
    Entry entry = current.get(path);
    return entry != null && entry.file == null;
  }

  @Nullable SimFile file(String path) {
    Entry entry = current.get(path);
    return entry == null ? null : entry.file;
  }

  /** Names of files directly in a folder, sorted. */
  List<String> filesIn(String folder) {
    List<String> names = new ArrayList<>();
    String prefix = folder.isEmpty() ? "" : folder + "/";
    for (var named : current.tailMap(prefix).entrySet()) {
      if (!named.getKey().startsWith(prefix)) {
        break;
      }
      String rest = named.getKey().substring(prefix.length());
      if (!rest.isEmpty() && rest.indexOf('/') < 0 && named.getValue().file != null) {
        names.add(rest);
      }
    }
    return names;
  }

  /** All files that have a name, once for each name. */
  List<SimFile> files() {
    List<SimFile> files = new ArrayList<>();
    for (Entry entry : current.values()) {
      if (entry.file != null) {
        files.add(entry.file);
      }
    }
    return files;
  }

  /** Paths of all files, sorted. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    current.forEach((path, entry) -> {
      if (entry.file != null) {
        paths.add(path);
      }
    });
    return paths;
  }

  void put(String path, @Nullable SimFile file) {
    change(new Change(null, path, new Entry(file)));
  }

  void remove(String path) {
    change(new Change(path, null, new Entry(null)));
  }

  void rename(String from, String to, SimFile file) {
    change(new Change(from, to, new Entry(file)));
  }

  /** Makes the names of one folder durable. */
  void sync(String folder) {
    List<Change> left = new ArrayList<>();
    for (Change change : unsynced) {
      if (change.touches(folder)) {
        change.apply(durable);
        // What this one took away again must not come back from an earlier change.
        left.removeIf(earlier -> change.gone != null && change.gone.equals(earlier.there));
      } else {
        left.add(change);
      }
    }
    unsynced.clear();
    unsynced.addAll(left);
  }

  /** As on a new disk. */
  void clear() {
    unsynced.clear();
    current.clear();
    durable.clear();
    current.put("", new Entry(null));
    durable.put("", new Entry(null));
  }

  /** Keeps some of the unsynced changes: none, all, the first ones, or any of them. */
  void powerLoss(RandomSource random) {
    int common = random.nextInt(unsynced.size() + 1);
    int style = random.nextInt(4);
    for (int i = 0; i < unsynced.size(); i++) {
      boolean kept =
          switch (style) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> i < common;
            default -> random.chance(0.5);
          };
      if (kept) {
        unsynced.get(i).apply(durable);
      }
    }
    unsynced.clear();
    dropOrphans();
    current = new TreeMap<>(durable);
  }

  private void change(Change change) {
    change.apply(current);
    unsynced.add(change);
  }

  /** What lay in a folder that is not there cannot be found. */
  private void dropOrphans() {
    // Ascending order visits a folder before what is in it.
    for (String path : new ArrayList<>(durable.keySet())) {
      Entry folder = durable.get(DiskPath.folder(path));
      if (folder == null || folder.file != null) {
        durable.remove(path);
      }
    }
  }

  /** A file, or a folder when there is no file. */
  private record Entry(@Nullable SimFile file) {}

  /** One name gone, one name there, or both at once. */
  private record Change(@Nullable String gone, @Nullable String there, Entry entry) {
    void apply(TreeMap<String, Entry> names) {
      if (gone != null) {
        names.remove(gone);
      }
      if (there != null) {
        names.put(there, entry);
      }
    }

    boolean touches(String folder) {
      return (gone != null && DiskPath.folder(gone).equals(folder))
          || (there != null && DiskPath.folder(there).equals(folder));
    }
  }
}
