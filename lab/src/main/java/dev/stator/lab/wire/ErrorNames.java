package dev.stator.lab.wire;

/** Finds the name of an error in an error answer's body. */
public final class ErrorNames {
  private static final String TYPE = "\"__type\"";

  private ErrorNames() {}

  /** The name after the {@code #} of the {@code __type} member, or {@code HTTP-status}. */
  public static String shortName(String body, int status) {
    int member = body.indexOf(TYPE);
    if (member < 0) {
      return "HTTP-" + status;
    }
    int open = body.indexOf('"', member + TYPE.length());
    int close = open < 0 ? -1 : body.indexOf('"', open + 1);
    if (close < 0) {
      return "HTTP-" + status;
    }
    String name = body.substring(open + 1, close);
    return name.substring(name.indexOf('#') + 1);
  }

  /** Whether the error says that the caller sends too much, rather than that something is wrong. */
  public static boolean isThrottle(String name) {
    return switch (name) {
      case "ProvisionedThroughputExceededException",
          "ThrottlingException",
          "RequestLimitExceeded" ->
          true;
      default -> false;
    };
  }
}
