package dev.stator.lab.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;

/** The rooms and who may know whom; shared by the rules. */
final class House {
  /** Everything that is shipped, and lab beside it; imported once. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.stator");

  /** Each room with the rooms that it may know. Both composition roots may know all. */
  static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("base", List.of()),
          Map.entry("model", List.of("base")),
          Map.entry("storage", List.of("base")),
          Map.entry("consensus", List.of("base", "storage")),
          Map.entry("cluster", List.of("base", "model")),
          Map.entry("node", List.of("base", "model", "storage", "consensus", "cluster")),
          Map.entry("router", List.of("base", "model", "cluster")),
          Map.entry("control", List.of("base", "model", "cluster")),
          Map.entry("feeds", List.of("base", "model", "cluster")),
          Map.entry(
              "server",
              List.of(
                  "base",
                  "model",
                  "storage",
                  "consensus",
                  "cluster",
                  "node",
                  "router",
                  "control",
                  "feeds")),
          Map.entry(
              "lab",
              List.of(
                  "base",
                  "model",
                  "storage",
                  "consensus",
                  "cluster",
                  "node",
                  "router",
                  "control",
                  "feeds",
                  "server")));

  private static final String PREFIX = "dev.stator.";

  private House() {}

  /** The room of a package, or the empty text for what is not ours. */
  static String roomOf(String packageName) {
    if (!packageName.startsWith(PREFIX)) {
      return "";
    }
    int end = packageName.indexOf('.', PREFIX.length());
    return packageName.substring(PREFIX.length(), end < 0 ? packageName.length() : end);
  }
}
