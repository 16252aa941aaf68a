package dev.stator.lab.arch;

import dev.stator.lab.process.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The texts of the source tree: what a person wrote, not what a build or a tool put there. */
final class Texts {
  private static final Set<String> NOT_OURS =
      Set.of("target", "node_modules", ".git", ".build", "stator-data", ".idea", ".vscode");

  private Texts() {}

  /** Files below the root whose name ends so, in the order of their paths. */
  static List<Path> endingWith(String... ends) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          SourceTree.root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes ignored) {
              return NOT_OURS.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
              for (String end : ends) {
                if (file.getFileName().toString().endsWith(end)) {
                  found.add(file);
                  break;
                }
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(null);
    return found;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path as seen from the root. */
  static String name(Path file) {
    return SourceTree.root().relativize(file).toString();
  }
}
