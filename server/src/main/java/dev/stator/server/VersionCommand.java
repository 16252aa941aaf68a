package dev.stator.server;

import java.io.PrintStream;

/** {@code stator version}. */
final class VersionCommand implements Command {
  @Override
  public String name() {
    return "version";
  }

  @Override
  public String description() {
    return "Prints the version.";
  }

  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** What every way to ask for the version answers. */
  static String line() {
    return "Stator " + version() + " on Java " + Runtime.version();
  }

  @Override
  public int run(Parsed given, PrintStream out) {
    out.println(line());
    return 0;
  }
}
